// The options of `source add` and `source edit` that limit a source to events and authors.
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../bin/command.ts';
import { applySettings } from '../../bin/source-settings.ts';
import { newSource, parseSources, printSources, type Source } from '../../functions/core/source/source.ts';

const trino = newSource('crm', 'trino', false);

function edited(source: Source, options: Readonly<Record<string, string | true>>): Promise<Source> {
  return applySettings(source, {
    text: (name) => (typeof options[name] === 'string' ? options[name] : undefined),
    flag: (name) => options[name] === true,
    content: async () => '',
    secret: async () => 'invented',
    digest: () => 'invented',
  });
}

test('all leaves nothing out, and default takes it back', async () => {
  const all = await edited(trino, { events: 'all', authors: 'all' });
  expect(all).toEqual({ ...trino, events: ['all'], authors: ['customer', 'operator', 'bot', 'system'] });
  expect(parseSources(printSources([all]))).toEqual([all]);
  expect(await edited(all, { events: 'default', authors: 'default' })).toEqual(trino);
});

test.each([
  ['trino', 'message_created,trino.macro.executed', ['trino.message_created', 'trino.macro.executed']],
  ['trino', 'automation_event.conversation_opened', ['trino.automation_event.conversation_opened']],
  ['treble', 'opt-out, hsm.status', ['treble.opt-out', 'treble.hsm.status']],
  ['botmaker', 'status,unrecognised', ['botmaker.status', 'botmaker.unrecognised']],
])('%s knows the events %s', async (platform, events, expected) => {
  expect((await edited(newSource('one', platform, false), { events })).events).toEqual(expected);
});

test.each([
  ['trino', 'message'],
  ['trino', 'botmaker.message'],
  ['trino', 'automation_event.message'],
  ['trino', 'all,message_created'],
  ['treble', 'treble.timeouts'],
  ['botmaker', ''],
])('%s does not know the events %j', async (platform, events) => {
  await expect(edited(newSource('one', platform, false), { events })).rejects.toThrow(UsageError);
});

describe('settings that an earlier version stored', () => {
  const [stored = trino] = parseSources(
    printSources([{ ...trino, events: ['trino.message_created', 'trino.no_event'], authors: ['bot'] }]),
  );

  test('are read, and stay when something else is edited', async () => {
    expect(await edited(stored, { processor: 'echo' })).toEqual({ ...stored, processor: 'echo' });
  });
});

test('an agent bot is for trino only', async () => {
  expect(await edited(trino, { 'agent-bot': true })).toEqual({ ...trino, agentBot: true });
  expect(await edited({ ...trino, agentBot: true }, { 'no-agent-bot': true })).toEqual(trino);
  expect(await edited({ ...trino, agentBot: true }, { events: 'all' })).toMatchObject({ agentBot: true });
  await expect(edited(newSource('one', 'botmaker', false), { 'agent-bot': true })).rejects.toThrow(
    UsageError,
  );
});

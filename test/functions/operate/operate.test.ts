// The commands of an operator: what each does, what is refused and why, and that the log has the actor.
import { beforeEach, describe, expect, test } from 'vitest';
import { operator } from '../../../functions/operate/operate.ts';
import { FIRST_SOURCES, findFirstSource } from '../../../functions/platforms/list.ts';
import { DEADLINE_MS, ENDED, PROGRESS, T0 } from '../../builders.ts';
import { virtualClock } from '../../contracts/virtual-clock.ts';
import { makeWorld } from '../../world.ts';

const conversation = 'conversation-1';
const settings = { windowMs: 20 * 3600_000 };
const KEYS = [{ key: 'verdict', value: 'by hand' }];

function operatorWorld() {
  const base = makeWorld({ clock: virtualClock(T0 + 90_000) });
  return {
    ...base,
    command: (command: object) =>
      base.clock.finish(operator(base, settings)({ by: 'somebody', ...command }, 'one')),
  };
}

let world: ReturnType<typeof operatorWorld>;

beforeEach(() => {
  world = operatorWorld();
});

describe('resume', () => {
  const resume = (keys = KEYS, cycle?: number) =>
    world.command({ action: 'resume', conversation, keys, ...(cycle && { cycle }) });

  test('refuses more variables than a session can store', async () => {
    await world.store(PROGRESS.delegated);
    expect(await resume([{ key: 'verdict', value: 'x'.repeat(300_000) }])).toMatchObject({ ok: false });
    expect(await world.progress()).toEqual(PROGRESS.delegated);
  });

  test('continues only the wait with the given cycle', async () => {
    await world.store(PROGRESS.delegated);
    expect(await resume(KEYS, 2)).toMatchObject({ ok: false, message: expect.stringContaining('moved on') });
    expect(await world.progress()).toEqual(PROGRESS.delegated);
    expect(await resume(KEYS, 1)).toMatchObject({ ok: true });
  });

  test.each([PROGRESS.waiting, PROGRESS.processing, PROGRESS.delegated])(
    'continues a wait with the operator’s variables: $state',
    async (progress) => {
      await world.store(progress);
      expect(await resume()).toMatchObject({ ok: true, details: { outcome: 'continued' } });
      expect(world.outbounds.calls.map(({ keys }) => keys)).toEqual([
        [...KEYS, { key: 'acuse_status', value: 'done' }],
      ]);
      expect(await world.progress()).toMatchObject({ state: 'continued', ending: { by: 'operate:one' } });
    },
  );

  test('continues an undecided wait also after the deadline', async () => {
    await world.store(PROGRESS.delegated);
    await world.clock.advance(DEADLINE_MS);
    expect(await resume()).toMatchObject({ ok: true });
  });

  test('reports that Treble has not accepted the decision yet', async () => {
    await world.store(PROGRESS.delegated);
    world.outbounds.answer(503, 503, 503, 503);
    expect(await resume()).toMatchObject({ ok: true, details: { outcome: 'left' } });
    expect(await world.progress()).toMatchObject({ state: 'decided' });
  });

  test.each([PROGRESS.decided, PROGRESS.sending, ...ENDED])(
    'changes no decided or ended wait: $state',
    async (progress) => {
      await world.store(progress);
      expect(await resume()).toMatchObject({ ok: false, message: expect.stringContaining('.') });
      expect(await world.progress()).toEqual(progress);
      expect(world.outbounds.calls).toEqual([]);
    },
  );

  test('refuses an unknown conversation', async () => {
    expect(await resume()).toMatchObject({ ok: false, message: expect.stringContaining('sessions') });
  });

  test('refuses a reserved name', async () => {
    await world.store(PROGRESS.delegated);
    expect(await resume([{ key: 'acuse_status', value: 'done' }])).toMatchObject({ ok: false });
    expect(await world.progress()).toEqual(PROGRESS.delegated);
  });
});

describe('retry', () => {
  test('ends the pause of a destination', async () => {
    const untilMs = world.clock.nowMs() + 600_000;
    const pauses = { openUntilMs: untilMs, newUntilMs: untilMs, retryUntilMs: untilMs };
    await world.breakers.open('http:api.example.com', { ...pauses, pauses: 7, retryPauses: 7, failures: 20 });
    expect(await world.command({ action: 'retry', destination: 'http:api.example.com' })).toMatchObject({
      ok: true,
    });
    expect(await world.breakers.notClosed()).toEqual([]);
    expect(world.log.of('command')).toMatchObject([{ action: 'retry', destination: 'http:api.example.com' }]);
  });

  test('refuses a destination that is not paused, and logs nothing of what was typed', async () => {
    expect(await world.command({ action: 'retry', destination: 'a secret' })).toMatchObject({ ok: false });
    expect(JSON.stringify(world.log.lines)).not.toContain('a secret');
  });
});

describe('switch', () => {
  test('disables a source, and enables it again', async () => {
    for (const enabled of [false, true]) {
      expect(await world.command({ action: 'switch', source: 'treble', enabled })).toMatchObject({
        ok: true,
      });
      const { sources } = await world.sources.read();
      expect(sources).toContainEqual({
        ...findFirstSource('treble'),
        enabled,
        changedAtMs: expect.any(Number),
      });
    }
  });

  test('does not change other sources', async () => {
    await world.command({ action: 'switch', source: 'treble', enabled: false });
    await world.command({ action: 'switch', source: 'botmaker', enabled: false });
    const { sources } = await world.sources.read();
    expect(sources.filter(({ enabled }) => !enabled).map(({ id }) => id)).toEqual(['treble', 'botmaker']);
    expect(sources).toHaveLength(FIRST_SOURCES.length);
  });

  test('refuses an unknown source', async () => {
    expect(await world.command({ action: 'switch', source: 'nope', enabled: false })).toMatchObject({
      ok: false,
    });
    expect((await world.sources.read()).sources).toEqual(FIRST_SOURCES);
  });
});

test.each([
  undefined,
  {},
  { action: 'explode' },
  { action: 'resume', conversation: '', keys: [] },
  { action: 'switch', source: 'treble' },
  { action: 'switch', source: 'treble', enabled: true, by: '' },
])('an invalid command is refused: %j', async (command) => {
  expect(await world.command(command ?? { by: undefined })).toMatchObject({ ok: false });
  expect((await world.sources.read()).sources).toEqual(FIRST_SOURCES);
});

test.each(['replay', 'dismiss'])('a command has between 1 and 100 entries: %s', async (action) => {
  const idsOf = (length: number) => Array.from({ length }, (_, at) => `d-${at}#work`);
  for (const length of [0, 101]) {
    const { message } = await world.command({ action, ids: idsOf(length) });
    expect(message).toBe('Not a known command: look at ids.');
  }
  expect(await world.command({ action, ids: idsOf(100) })).toMatchObject({
    message: expect.stringContaining('100 gone'),
  });
});

test('the log has the actor and the result of a command, and not its variables', async () => {
  await world.store(PROGRESS.delegated);
  await world.command({ action: 'resume', conversation, keys: KEYS });
  expect(world.log.of('command')).toMatchObject([
    { action: 'resume', by: 'somebody', ok: true, conversation: 'conversation-1' },
  ]);
  expect(JSON.stringify(world.log.lines)).not.toContain('by hand');
});

test.each([
  { action: 'resume', conversation: '+57 300 0000000', keys: KEYS },
  { action: 'switch', source: '+57 300 0000000', enabled: false },
])('an unknown name in a command is not in the log: %j', async (command) => {
  expect(await world.command(command)).toMatchObject({ ok: false });
  expect(world.log.of('command')).toMatchObject([{ action: command.action, by: 'somebody', ok: false }]);
  expect(JSON.stringify(world.log.lines)).not.toContain('+57');
});

test('an unavailable store is reported without an error', async () => {
  const failing = {
    ...world,
    sessions: { ...world.sessions, load: () => Promise.reject(new Error('unavailable')) },
  };
  const command = { action: 'resume', conversation, keys: [], by: 'somebody' };
  expect(await operator(failing, settings)(command, 'one')).toMatchObject({
    ok: false,
    message: expect.stringContaining('again'),
  });
});

// acuse resume: the answer that an operator gives on the command line, as the operate function gets it.

import * as v from 'valibot';
import { expect, test } from 'vitest';
import { commandSchema } from '../../functions/core/command/command.ts';
import { acuse, serve } from './run.ts';

/** A local run whose operate function agrees to everything; the commands that it got. */
async function agreeing() {
  const commands: unknown[] = [];
  const resources = ['SourcesTable', 'SessionsTable', 'StatsTable', 'FailuresTable', 'BodiesBucket'];
  const url = await serve(({ url: path, headers, body }, response) => {
    if (path.endsWith('/invocations')) {
      commands.push(JSON.parse(body));
      response.end('{"ok":true,"message":"The conversation goes on.","details":{"outcome":"continued"}}');
      return;
    }
    const here = `http://${headers.host}`;
    const ready = {
      endpoints: { dynamodb: here, lambda: here, secretsmanager: here },
      parameters: {},
      resources: Object.fromEntries(resources.map((id) => [id, id])),
      functions: { OperateFunction: 'operate' },
    };
    response.end(JSON.stringify(path === '/.acuse/key' ? { key: 'k'.repeat(64) } : ready));
  });
  return { url, commands };
}

test('variables, messages in order, an intent, a hand-over and a note are one answer', async () => {
  const { url, commands } = await agreeing();
  const args = ['--key', 'a=b=c', '--reply', 'Una cosa.', '--reply', 'Otra.', '--intent', 'menu'];
  const more = ['--handoff', 'ventas', '--note', 'Pide factura.', '--cycle', '3'];
  const { code, stdout, stderr } = await acuse(['resume', 'c1', ...args, ...more, '--local', url]);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'The conversation goes on.\n', stderr: '' });
  expect(commands).toEqual([
    {
      action: 'resume',
      by: 'local',
      conversation: 'c1',
      cycle: 3,
      keys: [{ key: 'a', value: 'b=c' }],
      reply: [{ text: 'Una cosa.' }, { text: 'Otra.' }],
      intent: 'menu',
      handoff: { to: 'ventas' },
      note: 'Pide factura.',
    },
  ]);
  expect(v.is(commandSchema, commands[0])).toBe(true);
});

test('without options the answer is empty; a hand-over to nobody in particular is yes', async () => {
  const { url, commands } = await agreeing();
  await acuse(['resume', 'c1', '--local', url]);
  await acuse(['resume', 'c1', '--handoff', 'yes', '--local', url]);
  const plain = { action: 'resume', by: 'local', conversation: 'c1', keys: [] };
  expect(commands).toEqual([plain, { ...plain, handoff: {} }]);
});

test.each([
  [['--reply', ''], '--reply needs a text'],
  [['--reply', 'x'.repeat(4097)], 'at most 4096 characters'],
  [Array.from({ length: 11 }, () => ['--reply', 'x']).flat(), '--reply can be given 10 times at most'],
  [['--intent', 'x'.repeat(201)], 'at most 200 characters'],
  [['--handoff', ''], '--handoff needs an id or a name'],
  [['--note', ' '], '--note needs a text'],
  [['--key', 'novalue'], '--key needs name=value'],
])('%j: exit code 2, and no command is sent', async (args, problem) => {
  const { url, commands } = await agreeing();
  const { code, stderr } = await acuse(['resume', 'c1', ...args, '--local', url]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(problem) });
  expect(commands).toEqual([]);
});

// A log that is read again and again gives each line once, also one that is found late.
import { expect, test } from 'vitest';
import { followLog } from '../../bin/follow-log.ts';
import type { LogQuery, StoredLine } from '../../bin/log-query.ts';

const START_MS = Date.parse('2030-01-01T00:00:00.000Z');
const line = (id: string, seconds: number): StoredLine => ({
  id,
  line: { timestamp: new Date(START_MS + seconds * 1000).toISOString(), fn: 'worker', event: id },
});

function log(lines: StoredLine[]) {
  const asked: LogQuery[] = [];
  const read = async (query: LogQuery) => {
    asked.push(query);
    return lines.filter((one) => Date.parse(one.line.timestamp) >= query.sinceMs);
  };
  return { asked, next: followLog(read, { sinceMs: START_MS }) };
}

test('each line comes once, and one that is found later than a newer one comes too', async () => {
  const lines = [line('a', 1), line('c', 30)];
  const { next } = log(lines);
  const events = async () => (await next()).map(({ event }) => event);
  expect(await events()).toEqual(['a', 'c']);
  expect(await events()).toEqual([]);
  lines.push(line('b', 10), line('d', 31));
  expect(await events()).toEqual(['b', 'd']);
});

test('what is old is not read again', async () => {
  const { next, asked } = log([line('a', 1), line('b', 600)]);
  await next();
  await next();
  expect(asked.map(({ sinceMs }) => sinceMs - START_MS)).toEqual([0, 540_000]);
});

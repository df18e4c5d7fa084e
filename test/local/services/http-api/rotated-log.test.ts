// The files of a log: they stay small, and no line is deleted before it was read.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { openRotatedLog } from '../../../../local/services/http-api/rotated-log.ts';
import { temporaryDirectory } from '../lambda/test-functions.ts';

const FULL_BYTES = 10;

let directory: string;
let file: string;

beforeEach(() => {
  directory = temporaryDirectory();
  file = join(directory, 'access.log');
});

function open() {
  const log = openRotatedLog(file, FULL_BYTES);
  onTestFinished(log.close);
  return log;
}

const files = () =>
  Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
  );

test('a full file gets the position of its first byte as its name, and no line is divided', () => {
  const log = open();
  log.reader();
  for (const line of ['one', 'two', 'three', 'four', 'five']) log.append(line);
  expect(files()).toEqual({ 'access.log.0': 'one\ntwo\nthree\n', 'access.log': 'four\nfive\n' });
});

test('a full file is deleted when every reader is done with it; the newest one stays', () => {
  const log = open();
  const readers = [log.reader(), log.reader()];
  for (const line of ['first file', 'second file', 'third file', 'last']) log.append(line);
  readers[0]?.done(log.end());
  expect(Object.keys(files())).toEqual(['access.log', 'access.log.0', 'access.log.11', 'access.log.23']);
  readers[1]?.done(23);
  expect(Object.keys(files())).toEqual(['access.log', 'access.log.23']);
  readers[1]?.done(log.end());
  expect(Object.keys(files())).toEqual(['access.log', 'access.log.23']);
});

test('without a reader only the newest full file stays', () => {
  const log = open();
  for (let at = 0; at < 50; at += 1) log.append('a long line');
  expect(Object.keys(files())).toHaveLength(2);
});

test('positions go on after a restart, also when the run was killed between two files', () => {
  const log = open();
  log.reader();
  for (const line of ['first file', 'second file', 'last']) log.append(line);
  expect([open().start(), open().end()]).toEqual([0, 28]);
  rmSync(file);
  expect([open().start(), open().end()]).toEqual([0, 23]);
});

test('all is read, one file after the other; what is deleted is passed over', () => {
  const log = open();
  const reader = log.reader();
  for (const line of ['first file', 'second file', 'last']) log.append(line);
  const read = (from: number) => {
    const { from: at, bytes } = reader.read(from, 100);
    return [at, String(bytes)];
  };
  expect(read(0)).toEqual([0, 'first file\n']);
  expect(read(6)).toEqual([6, 'file\n']);
  expect(read(11)).toEqual([11, 'second file\n']);
  expect(read(23)).toEqual([23, 'last\n']);
  expect(read(28)).toEqual([28, '']);
  reader.done(11);
  expect(read(0)).toEqual([11, 'second file\n']);
});

test('a log without rotation, from before, goes on in a new file', () => {
  writeFileSync(file, 'a long log of an earlier version\n');
  const log = open();
  log.append('new');
  expect(files()).toEqual({ 'access.log.0': 'a long log of an earlier version\n', 'access.log': 'new\n' });
});

test('an incomplete line after a kill does not damage the next one', () => {
  writeFileSync(file, 'cut of');
  open().append('whole');
  expect(files()).toEqual({ 'access.log': 'cut of\nwhole\n' });
});

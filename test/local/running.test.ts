// The list of the local runs of this user, by which a command finds its run.
import { chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { announceRun, listRuns } from '../../local/running.ts';
import { temporaryDirectory } from './services/lambda/test-functions.ts';

const URL = 'http://127.0.0.1:8787';
const { uid } = userInfo();
const directory = () => join(tmpdir(), `.acuse-running-${uid}`);

beforeEach(() => {
  vi.stubEnv('TMPDIR', temporaryDirectory());
  return () => vi.unstubAllEnvs();
});

test('a run is listed until it ends', () => {
  expect(listRuns()).toEqual([]);
  const end = announceRun(URL);
  expect(listRuns()).toEqual([URL]);
  end();
  expect(listRuns()).toEqual([]);
});

test('a process that was killed is not listed, and its file is removed', () => {
  mkdirSync(directory());
  // Above the highest number of a process.
  writeFileSync(join(directory(), '99999999'), URL);
  expect(listRuns()).toEqual([]);
  expect(readdirSync(directory())).toEqual([]);
});

test.skipIf(uid !== 0)('what another user wrote there is not read, and nothing is written beside it', () => {
  mkdirSync(directory());
  writeFileSync(join(directory(), String(process.pid)), URL);
  chownSync(directory(), 12_345, 12_345);
  expect(listRuns()).toEqual([]);
  announceRun('http://127.0.0.1:1')();
  expect(readdirSync(directory())).toEqual([String(process.pid)]);
});

test('a run that cannot be listed runs all the same', () => {
  writeFileSync(directory(), '');
  announceRun(URL)();
  expect(listRuns()).toEqual([]);
});

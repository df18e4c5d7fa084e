// Rules for the repository: it installs everywhere and refers only to itself.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { root } from './source-files.ts';

const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');

test('every dependency is pinned to one version', () => {
  const versions = Object.entries({ ...packageJson.dependencies, ...packageJson.devDependencies });
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('the notices name every package that is deployed or builds what is deployed', () => {
  const notices = readFileSync(join(root, 'THIRD-PARTY-NOTICES.md'), 'utf8');
  const named = Object.keys(packageJson.dependencies).filter((name) => notices.includes(`\`${name}\``));
  expect(named).toEqual(Object.keys(packageJson.dependencies));
});

test('the lock file names no registry host', () => {
  expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toContain('"resolved": "http');
});

test('the lock file has the packages of every platform: without one, npm ci fails', () => {
  const lock: { packages: Record<string, { optionalDependencies?: Record<string, string> }> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  );
  const locked = new Set(Object.keys(lock.packages).map((path) => path.replace(/^.*node_modules\//, '')));
  const missing = Object.values(lock.packages)
    .flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies))
    .filter((name) => !locked.has(name));
  expect(missing).toEqual([]);
});

test('no file contains the path of a personal machine', () => {
  const paths = new RegExp(
    ['/home/', '/Users/', '/root/'].map((path) => `(^|[\\s"'\`(])${path}`).join('|'),
    'm',
  );
  const text = tracked.filter(
    (path) => /\.(ts|cjs|json|md|ya?ml)$|^\.ci\//.test(path) && path !== 'package-lock.json',
  );
  const self = 'test/rules/repository.test.ts';
  expect(text.filter((path) => path !== self && paths.test(readFileSync(join(root, path), 'utf8')))).toEqual(
    [],
  );
});

// Where an installation is not complete, each of the three programs says what to do, in one line.
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { temporaryDirectory } from '../local/services/lambda/test-functions.ts';
import { root } from '../rules/source-files.ts';

const { platform, arch } = process;
const COMPLETE = ['valibot', '.bin/node', `@esbuild/${platform}-${arch}`, 'classic-level/build/Release'];

/** Runs the check in a folder with these modules, on a Node.js that says it is `version`. */
function check(modules: readonly string[], version = process.versions.node): Promise<[number, string]> {
  const folder = temporaryDirectory();
  mkdirSync(join(folder, 'bin'));
  copyFileSync(join(root, 'bin/installed.mjs'), join(folder, 'bin/installed.mjs'));
  for (const path of modules) mkdirSync(join(folder, 'node_modules', path), { recursive: true });
  const start = join(folder, 'start.mjs');
  writeFileSync(
    start,
    `Object.defineProperty(process, 'versions', { value: { node: ${JSON.stringify(version)} } });
     await import('./bin/installed.mjs'); console.log('complete');`,
  );
  return new Promise((settle) => {
    execFile(process.execPath, [start], (error, stdout, stderr) =>
      settle([Number(error?.code ?? 0), stdout + stderr]),
    );
  });
}

const without = (path: string) => COMPLETE.filter((one) => one !== path);

test('a complete installation goes on', async () => {
  expect(await check(COMPLETE)).toEqual([0, 'complete\n']);
});

test.each([
  ['no packages', [], undefined, 'Run: npm ci'],
  ['an old Node.js, and none brought', without('.bin/node'), '20.20.2', 'npm rebuild node'],
  ['an old Node.js beside the one brought', COMPLETE, '22.12.0', 'Run it by npm or npx'],
  [
    'no esbuild of this machine',
    without(`@esbuild/${platform}-${arch}`),
    undefined,
    'esbuild is not installed',
  ],
  ['no built classic-level', without('classic-level/build/Release'), undefined, 'npm rebuild classic-level'],
] as const)('%s: one line that says what to do, exit code 2', async (_case, modules, version, text) => {
  const [code, output] = await check(modules, version);
  expect(code).toBe(2);
  expect(output).toContain(text);
  expect(output.trimEnd().split('\n')).toHaveLength(1);
});

test('npm start, npm test and npx acuse begin with it', () => {
  const { start, test: tests, acuse } = packageJson.scripts;
  const startFile = start.replace('exec node ', '');
  expect(tests).toContain('bin/installed.mjs');
  expect(acuse).toBe(`node ${packageJson.bin.acuse}`);
  for (const file of [startFile, packageJson.bin.acuse])
    expect(readFileSync(join(root, file), 'utf8')).toMatch(/^import '[./bin]*\/installed\.mjs';$/m);
});

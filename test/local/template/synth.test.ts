// How an assembly is built and cached, with a project that has a small app of its own.
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { synthesise } from '../../../local/template/synth.ts';
import { temporaryDirectory } from '../services/lambda/test-functions.ts';

const APP = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
appendFileSync('built', 'x');
mkdirSync(process.env.CDK_OUTDIR);
writeFileSync(process.env.CDK_OUTDIR + '/seen', JSON.stringify(process.env));
`;

function project(app = APP) {
  const directory = temporaryDirectory();
  for (const folder of ['bin', 'lib', 'functions/ingest'])
    mkdirSync(join(directory, folder), { recursive: true });
  writeFileSync(join(directory, 'cdk.json'), JSON.stringify({ context: { colour: 'red' } }));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  writeFileSync(join(directory, 'bin/acuse.ts'), app);
  const synth = (signal = new AbortController().signal) => synthesise({ signal, project: directory });
  return { directory, synth, builds: () => readFileSync(join(directory, 'built'), 'utf8').length };
}

test('of several starts at once, one builds and all have the same assembly', async () => {
  const { synth, builds } = project();
  const directories = await Promise.all([synth(), synth(), synth()]);
  expect(new Set(directories).size).toBe(1);
  expect(builds()).toBe(1);
});

test.each(['functions/ingest/handler.ts', 'lib/stack.ts', 'cdk.json'])(
  'after a change of %s the app is built again',
  async (file) => {
    const { directory, synth, builds } = project();
    const before = await synth();
    expect(await synth()).toBe(before);
    appendFileSync(join(directory, file), '\n');
    expect(await synth()).not.toBe(before);
    expect(builds()).toBe(2);
  },
);

test('an app whose files change during the build is built again, and the first result is not cached', async () => {
  const { directory, synth, builds } = project(`${APP}
    import { readFileSync } from 'node:fs';
    if (readFileSync('built', 'utf8').length === 1) writeFileSync('lib/stack.ts', 'saved');`);
  await synth();
  expect(builds()).toBe(2);
  rmSync(join(directory, 'lib/stack.ts'));
  await synth();
  expect(builds()).toBe(3);
});

test("the app gets cdk.json's context, and none of the user's AWS settings", async () => {
  process.env['AWS_PROFILE'] = 'somebody';
  onTestFinished(() => void delete process.env['AWS_PROFILE']);
  const seen = JSON.parse(readFileSync(join(await project().synth(), 'seen'), 'utf8'));
  expect(JSON.parse(seen.CDK_CONTEXT_JSON)).toEqual({ colour: 'red' });
  expect(seen).not.toHaveProperty('AWS_PROFILE');
});

test('an app that fails is a problem with the output of the app, and is built again', async () => {
  const { synth } = project(`throw new Error('no such queue');`);
  await expect(synth()).rejects.toThrow(/The app does not synthesise.*no such queue/);
  await expect(synth()).rejects.toThrow('no such queue');
});

test('ends when it is aborted', async () => {
  const abort = new AbortController();
  const { directory, synth } = project(`${APP} setInterval(() => undefined, 1000);`);
  const building = synth(abort.signal);
  await expect.poll(() => readFileSync(join(directory, 'built'), { encoding: 'utf8', flag: 'a+' })).toBe('x');
  abort.abort();
  await expect(building).rejects.toThrow('aborted');
});

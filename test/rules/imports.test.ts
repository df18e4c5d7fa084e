// Who may import whom. The rules are those of docs/architecture.md.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root, type SourceFile, sourceFiles } from './source-files.ts';

const files = sourceFiles('functions');
const functionFolders = readdirSync(join(root, 'functions'))
  .filter((folder) => files.some(({ path }) => path === `functions/${folder}/handler.ts`))
  .map((folder) => `functions/${folder}/`);
const isHandler = ({ path }: SourceFile) => path.endsWith('/handler.ts');
const isAws = ({ path }: SourceFile) => path.startsWith('functions/shared/aws/');

/** `file → target` for each import that breaks the rule. */
function offences(
  of: readonly SourceFile[],
  forbidden: (target: string, typeOnly: boolean, file: SourceFile) => boolean,
) {
  return of.flatMap((file) =>
    file.imports
      .filter(({ target, typeOnly }) => forbidden(target, typeOnly, file))
      .map(({ target }) => `${file.path} → ${target}`),
  );
}

describe('functions', () => {
  test('the rules find the files they are about', () => {
    expect(functionFolders).toEqual([
      'functions/console/',
      'functions/ingest/',
      'functions/operate/',
      'functions/resume/',
      'functions/stats/',
      'functions/sweeper/',
      'functions/worker/',
    ]);
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(100);
  });

  test('the domain imports nothing but valibot and itself', () => {
    const domain = files.filter(({ path }) => path.startsWith('functions/shared/domain/'));
    expect(domain.length).toBeGreaterThan(5);
    expect(
      offences(domain, (target) => target !== 'valibot' && !target.startsWith('functions/shared/domain/')),
    ).toEqual([]);
  });

  test('only handlers and the AWS adapters know the SDK', () => {
    const others = files.filter((file) => !isHandler(file) && !isAws(file));
    expect(
      offences(
        others,
        (target) => target.startsWith('@aws-sdk/') || target.startsWith('functions/shared/aws/'),
      ),
    ).toEqual([]);
  });

  test('only handlers and the AWS adapters know the environment', () => {
    const knowing = files.filter(({ text }) => text.includes('process.env'));
    expect(knowing.filter((file) => !isHandler(file) && !isAws(file)).map(({ path }) => path)).toEqual([]);
  });

  test('functions never import each other, and what is shared imports no function', () => {
    expect(
      offences(files, (target, _, { path }) =>
        functionFolders.some((folder) => target.startsWith(folder) && !path.startsWith(folder)),
      ),
    ).toEqual([]);
  });

  test('ingest knows neither processors nor what goes out to a platform', () => {
    const reached = reachable('functions/ingest/handler.ts');
    expect([...reached].filter((path) => /processors|session-update|send-decision/.test(path))).toEqual([]);
    expect(reached).toContain('functions/platforms/treble/inbound.ts');
  });

  test('nothing that is deployed imports tooling or tests', () => {
    expect(offences(files, (target) => /^(local|test|bench|bin|lib)\//.test(target))).toEqual([]);
  });
});

test('the stack takes from the functions types, bounds and names only', () => {
  const names = [
    'functions/core/bounds.ts',
    'functions/runtime/aws/function-arn.ts',
    'functions/core/statistics/metrics.ts',
    'functions/core/tables.ts',
    'functions/processors/list.ts',
  ];
  const taken = offences(
    sourceFiles('lib'),
    (target, typeOnly) => target.startsWith('functions/') && !typeOnly && !names.includes(target),
  );
  expect(taken).toEqual([]);
});

function reachable(start: string, seen = new Set<string>()): Set<string> {
  const file = files.find(({ path }) => path === start);
  if (!file || seen.has(start)) return seen;
  seen.add(start);
  for (const { target, typeOnly } of file.imports) if (!typeOnly) reachable(target, seen);
  return seen;
}

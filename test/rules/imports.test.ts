// The rules for imports, see docs/architecture.md.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { reachable, root, type SourceFile, sourceFiles } from './source-files.ts';

const files = sourceFiles('functions');
const functionFolders = readdirSync(join(root, 'functions'))
  .filter((folder) => files.some(({ path }) => path === `functions/${folder}/handler.ts`))
  .map((folder) => `functions/${folder}/`);
const isHandler = ({ path }: Pick<SourceFile, 'path'>) => path.endsWith('/handler.ts');

/** Adapters have these names. `runtime/aws` has their common code. */
const isAdapter = (path: string) =>
  /^functions\/runtime\/aws\/|\/(dynamodb|sqs|s3|secrets-manager|lambda)-[\w-]+\.ts$/.test(path);

/** From top to bottom: each one imports only from lower ones, or from its own folder. */
const LEVELS = [
  { name: 'functions', of: (path: string) => functionFolders.some((folder) => path.startsWith(folder)) },
  { name: 'processors', of: (path: string) => path.startsWith('functions/processors/') },
  { name: 'platforms', of: (path: string) => path.startsWith('functions/platforms/') },
  { name: 'core', of: (path: string) => path.startsWith('functions/core/') },
  { name: 'runtime', of: (path: string) => path.startsWith('functions/runtime/') },
];
const levelOf = (path: string) => LEVELS.findIndex(({ of }) => of(path));

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
  test('the rules find their files', () => {
    expect(functionFolders).toEqual([
      'functions/console/',
      'functions/ingest/',
      'functions/operate/',
      'functions/resume/',
      'functions/stats/',
      'functions/sweeper/',
      'functions/worker/',
    ]);
    expect(files.filter(({ path }) => levelOf(path) === -1)).toEqual([]);
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(100);
    expect(files.filter(({ path }) => isAdapter(path)).length).toBeGreaterThan(10);
  });

  test('no folder has a generic name', () => {
    const named = /\/(shared|common|utils?|helpers?)\//;
    expect(files.filter(({ path }) => named.test(path)).map(({ path }) => path)).toEqual([]);
  });

  test('imports go only to lower folders, also of types', () => {
    const upwards = offences(
      files,
      (target, _, { path }) => levelOf(target) !== -1 && levelOf(target) < levelOf(path),
    );
    expect(upwards).toEqual([]);
  });

  test('files have no circular imports, and folders in core neither', () => {
    const edges = files.flatMap(({ path, imports }) => imports.map(({ target }) => [path, target] as const));
    expect(circle(edges)).toEqual([]);
    const concept = (path: string) => /^functions\/core\/[\w-]+\//.exec(path)?.[0];
    const between = edges.flatMap(([from, to]) => {
      const [a, b] = [concept(from), concept(to)];
      return a !== undefined && b !== undefined && a !== b ? [[a, b] as const] : [];
    });
    expect(between.length).toBeGreaterThan(5);
    expect(circle(between)).toEqual([]);
  });

  test('functions never import each other', () => {
    expect(
      offences(files, (target, _, { path }) =>
        functionFolders.some((folder) => target.startsWith(folder) && !path.startsWith(folder)),
      ),
    ).toEqual([]);
  });

  test('only handlers and adapters import adapters and the SDK', () => {
    const others = files.filter((file) => !isHandler(file) && !isAdapter(file.path));
    expect(offences(others, (target) => target.startsWith('@aws-sdk/') || isAdapter(target))).toEqual([]);
  });

  test('only handlers and adapters read the environment', () => {
    const knowing = files.filter(({ text }) => text.includes('process.env'));
    expect(
      knowing.filter((file) => !isHandler(file) && !isAdapter(file.path)).map(({ path }) => path),
    ).toEqual([]);
  });

  test('ingest imports no processors and no outbound code', () => {
    const reached = reachable('functions/ingest/handler.ts');
    expect(
      [...reached].filter((path) => /processors|session-update|decision-sender|outbound/.test(path)),
    ).toEqual([]);
    expect(reached).toContain('functions/platforms/treble/inbound.ts');
  });

  test('deployed code does not import tooling or tests', () => {
    expect(offences(files, (target) => /^(local|test|bench|bin|lib)\//.test(target))).toEqual([]);
  });
});

test('the stack imports only types, limits, parameter tables and names from the functions', () => {
  const names = [
    'functions/core/policy.ts',
    'functions/core/reason/reason.ts',
    'functions/core/tables.ts',
    'functions/core/statistics/metrics.ts',
    'functions/processors/parameters.ts',
    'functions/processors/photo/threads.ts',
  ];
  const isTable = (path: string) => path.startsWith('functions/core/parameters/') || names.includes(path);
  const taken = offences(
    sourceFiles('lib'),
    (target, typeOnly) => target.startsWith('functions/') && !typeOnly && !isTable(target),
  );
  expect(taken).toEqual([]);
});

/** The first circular import; empty if there is none. */
function circle(edges: readonly (readonly [from: string, to: string])[]): string[] {
  const next = Map.groupBy(edges, ([from]) => from);
  const done = new Set<string>();
  function walk(node: string, path: readonly string[]): string[] {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const [, to] of next.get(node) ?? []) {
      const found = walk(to, [...path, node]);
      if (found.length > 0) return found;
    }
    done.add(node);
    return [];
  }
  for (const node of next.keys()) {
    const found = walk(node, []);
    if (found.length > 0) return found;
  }
  return [];
}

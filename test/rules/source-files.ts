// The source files of the project and their imports, for the rules.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Import {
  /** A path from the root of the project, or the name of a package. */
  readonly target: string;
  readonly typeOnly: boolean;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readSource(relative(root, join(entry.parentPath, entry.name))));
}

/** The files that the code of a file loads, with the file itself. Types load nothing. */
export function reachable(start: string, seen = new Set<string>()): Set<string> {
  if (seen.has(start) || !existsSync(join(root, start))) return seen;
  seen.add(start);
  for (const { target, typeOnly } of readSource(start).imports) if (!typeOnly) reachable(target, seen);
  return seen;
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const statements = text.matchAll(
    /(?:^|\n)(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'/g,
  );
  const imports = [...statements].map(([, type, from, dynamic]) => ({
    target: resolve(path, from ?? dynamic ?? ''),
    typeOnly: type !== undefined,
  }));
  return { path, text, imports };
}

function resolve(from: string, specifier: string): string {
  return specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : specifier;
}

// The real app's assembly, built once for all tests, and copies of it with a changed template: a run must follow the
// template, so a test removes something and checks what is missing.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { synthesise } from '../../../local/template/synth.ts';

export interface LooseTemplate {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

export const theAssembly = () => synthesise({ signal: new AbortController().signal });

/** A copy whose template was changed by `edit`; removed after the test. */
export async function editedAssembly(edit: (template: LooseTemplate) => void): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'acuse-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  cpSync(await theAssembly(), directory, { recursive: true });
  const file = join(directory, 'Acuse.template.json');
  const template: LooseTemplate = JSON.parse(readFileSync(file, 'utf8'));
  edit(template);
  writeFileSync(file, JSON.stringify(template));
  return directory;
}

/** The logical ids of a type, in the template's order. */
export function idsOf(template: LooseTemplate, type: string): string[] {
  return Object.keys(template.Resources).filter((id) => template.Resources[id]?.Type === type);
}

// What stands at the edge of the project is correct: versions, workflows, and the policy for the deployment.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { all, template } from '../lib/synthesised.ts';
import { root } from './source-files.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

test('the changelog has a section for what comes next, and begins with the version of the package', () => {
  const versions = [...read('CHANGELOG.md').matchAll(/^## \[([^\]]+)\]( - \d{4}-\d\d-\d\d)?$/gm)];
  expect(versions.map(([, version]) => version).slice(0, 2)).toEqual(['Unreleased', packageJson.version]);
  expect(versions.slice(1).filter(([, , date]) => date === undefined)).toEqual([]);
});

test('the sections of the changelog are those of Keep a Changelog, each with an entry', () => {
  const sections = read('CHANGELOG.md').split(/^### /m).slice(1);
  const names = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
  expect(
    sections.map((section) => section.split('\n')[0]).filter((name = '') => !names.includes(name)),
  ).toEqual([]);
  expect(sections.filter((section) => !section.includes('\n- '))).toEqual([]);
});

describe('Node.js', () => {
  test('.nvmrc names the version that npm ci brings', () => {
    expect(packageJson.devDependencies.node.split('.')[0]).toBe(read('.nvmrc').trim());
  });

  test('the checks run on the oldest version that is allowed, and on the one that npm ci brings', () => {
    const [, versions = ''] = /node: \[(.*)\]/.exec(read('.github/workflows/ci.yml')) ?? [];
    expect(`>=${versions.split(', ')[0]}`).toBe(packageJson.engines.node);
    expect(versions.split(', ').at(-1)).toBe(read('.nvmrc').trim());
  });

  test('the install scripts that may run are those that packages have', () => {
    const lock: { packages: Record<string, { hasInstallScript?: boolean; optional?: boolean }> } = JSON.parse(
      read('package-lock.json'),
    );
    const having = Object.entries(lock.packages)
      .filter(([, { hasInstallScript, optional }]) => hasInstallScript && !optional)
      .map(([path]) => path.replace(/^.*node_modules\//, ''));
    expect(Object.keys(packageJson.allowScripts)).toEqual(having.toSorted());
  });
});

describe('docs/examples/execution-policy.json', () => {
  const policy: { Statement: { Action: string | string[]; Resource: string }[] } = JSON.parse(
    read('docs/examples/execution-policy.json'),
  );
  const allowed = policy.Statement.flatMap(({ Action }) => Action);
  const services = Object.values<{ Type: string }>(template.toJSON()['Resources']).map(
    ({ Type }) => Type.split('::')[1]?.toLowerCase() ?? '',
  );
  const prefixOf = (service: string) => (service.startsWith('apigateway') ? 'apigateway' : service);

  test('allows each service of the template, and no other one', () => {
    const used = [...new Set(services.map(prefixOf))].filter((service) => service !== 'iam');
    const named = allowed.filter((action) => action.endsWith(':*')).map((action) => action.replace(':*', ''));
    expect(named).toEqual(used.toSorted());
  });

  test('allows only roles of the stack, which have generated names', () => {
    expect(all('AWS::IAM::Role').filter(([, { Properties }]) => 'RoleName' in Properties)).toEqual([]);
    const roles = policy.Statement.find(({ Action }) => Action.includes('iam:PassRole'));
    expect(roles?.Resource).toBe('arn:aws:iam::*:role/Acuse*');
  });
});

// The benchmark runs and returns values. The values are not checked, because they depend on the load of the machine.
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { selfSigned } from '../../bench/certificate.ts';
import { parseFlags } from '../../bench/flags.ts';
import { ratios, spread } from '../../bench/paired.ts';
import { inTables, type Report } from '../../bench/report.ts';
import { root } from '../rules/source-files.ts';

function bench(...args: string[]): Report {
  const command = [join(root, 'bench/main.ts'), '--json', ...args];
  return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8', stdio: 'pipe' }));
}

test('one round of the cold part gives every ratio, and counts no undici in ingest', () => {
  const report = bench('--rounds', '1', '--only', 'cold', '--only', 'sizes');
  expect(report.ratios.length).toBeGreaterThan(5);
  for (const { figure, ratio, medians } of report.ratios) {
    // What is added is a difference of two processes: on a busy machine it may be negative.
    const least = figure.startsWith('CPU added') ? -Infinity : 0;
    expect(
      [ratio.median, ...medians].every((value) => value > least && value < Infinity),
      figure,
    ).toBe(true);
    expect(ratio.n, figure).toBe(1);
  }
  const undici = report.counts.filter(({ figure }) => figure.startsWith('undici modules loaded by ingest'));
  expect(undici.map(({ value }) => value)).toEqual(['0', '0']);
  expect(inTables(report)).toContain('| first answer: an event ÷ empty handler |');
}, 240_000);

test('an unknown argument ends the benchmark with its usage', () => {
  expect(() => bench('--only', 'everything')).toThrow('npm run bench -- [--rounds N]');
  expect(() => bench('--rounds', '0')).toThrow('npm run bench -- [--rounds N]');
});

test('the memory and the cards are measured only when they are named', () => {
  expect(parseFlags([]).parts).not.toContain('memory');
  expect(parseFlags([]).parts).not.toContain('cards');
  expect(parseFlags(['--only', 'memory']).parts).toEqual(['memory']);
});

test('a handler that changes its event gets the event unchanged in the next call', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'acuse-probe-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const bundle = join(directory, 'changes.cjs');
  const code = 'async (event) => ({ statusCode: (event.body = JSON.parse(event.body)).status })';
  writeFileSync(bundle, `exports.handler = ${code};`);
  process.env['BENCH_BUNDLE'] = bundle;
  const { handler } = createRequire(import.meta.url)(join(root, 'bench/probe.cjs'));
  const result = await handler({ event: { body: '{"status":200}' }, calls: 2, warmUpCalls: 1 }, {});
  expect(result.status).toBe(200);
});

test('a ratio is calculated for each round; a spread has median and bounds', () => {
  expect(spread(ratios([2, 9, 4, 5], [1, 3, 4, 2]))).toEqual({ median: 2.25, minimum: 1, maximum: 3, n: 4 });
  expect(spread([3, 1, 2])).toEqual({ median: 2, minimum: 1, maximum: 3, n: 3 });
});

test('its certificate is self-signed and only for this machine', () => {
  const nowMs = Date.parse('2026-03-02T14:00:00Z');
  const certificate = new X509Certificate(selfSigned(nowMs).certificatePem);
  expect(certificate.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1');
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.ca).toBe(true);
  expect(certificate.validToDate.getTime() - nowMs).toBe(24 * 3600_000);
});

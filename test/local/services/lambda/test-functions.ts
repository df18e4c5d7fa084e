// Small functions for a test, in the form that Lambda gets: a folder with CommonJS. They report to the test with
// `report(value)`, an HTTP request, and wait for its answer, so a test can also delay them.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { listenOnLoopback } from '../../../../local/loopback.ts';
import { createLambdaHost, type LambdaHost } from '../../../../local/services/lambda/host.ts';
import type { ProcessorCall } from '../../../../local/services/lambda/processor-calls.ts';
import type { FunctionPlan } from '../../../../local/template/plan.ts';

const REPORT = `
const { request } = require('node:http');
const report = (value) => new Promise((done) => {
  const call = request(process.env.REPORT_URL, { method: 'POST' }, (response) => {
    let text = '';
    response.on('data', (chunk) => { text += chunk; }).on('end', () => done(JSON.parse(text)));
  });
  call.on('error', () => done(null));
  call.end(JSON.stringify(value));
});
`;

export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'acuse-test-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** `source` is the body of the module; it exports `handler` and may call `report`. */
export function functionPlan(source: string, plan: Partial<FunctionPlan> = {}): FunctionPlan {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'index.js'), REPORT + source);
  return {
    logicalId: 'TestFunction',
    name: 'Test-Function',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:Test-Function',
    directory,
    handler: 'index.handler',
    timeoutSeconds: 10,
    memoryMb: 128,
    environment: {},
    ...plan,
  };
}

export interface Listener {
  readonly url: string;
  /** Settles with the next report; earlier reports are kept until they are read. */
  next(): Promise<unknown>;
  /** From now on reports are not answered, until the returned function is called. */
  hold(): () => void;
}

export async function listenForReports(): Promise<Listener> {
  const reports: unknown[] = [];
  const readers: ((value: unknown) => void)[] = [];
  let released: Promise<unknown> = Promise.resolve();
  const server = await listenOnLoopback(0, async (request, response) => {
    const value = await json(request);
    const read = readers.shift();
    if (read) read(value);
    else reports.push(value);
    await released;
    response.end('"reported"');
  });
  onTestFinished(() => server.close(0));
  return {
    url: server.url,
    next: () =>
      reports.length > 0 ? Promise.resolve(reports.shift()) : new Promise((read) => readers.push(read)),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      released = promise;
      return resolve;
    },
  };
}

export interface TestHost extends LambdaHost {
  /** What the function printed. */
  output(): string;
  readonly lines: string[];
  readonly calls: ProcessorCall[];
}

export function hostFor(plan: FunctionPlan, maxEnvironments = 10): TestHost {
  const file = join(temporaryDirectory(), 'output');
  const lines: string[] = [];
  const calls: ProcessorCall[] = [];
  const host = createLambdaHost(plan, {
    endpoints: {
      sqs: 'http://sqs',
      dynamodb: 'http://dynamodb',
      s3: 'http://s3',
      secretsmanager: 'http://secrets',
    },
    maxEnvironments,
    answersRequests: true,
    output: (line) => appendFileSync(file, `${line}\n`),
    called: (call) => void calls.push(call),
    log: (line) => void lines.push(line),
  });
  onTestFinished(() => host.stop(0));
  return { ...host, lines, calls, output: () => readFileSync(file, 'utf8') };
}

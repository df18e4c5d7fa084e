// Small functions written for a test, as Lambda would get them: a folder with CommonJS in it. They tell the test
// what happens by `tell(value)`, an HTTP request whose answer they wait for, so a test can also hold them up.
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { listenOnLoopback } from '../../../../local/loopback.ts';
import { createLambdaHost, type LambdaHost } from '../../../../local/services/lambda/host.ts';
import type { FunctionPlan } from '../../../../local/template/plan.ts';

const TELL = `
const { request } = require('node:http');
const tell = (value) => new Promise((done) => {
  const call = request(process.env.TELL_URL, { method: 'POST' }, (response) => {
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

/** `source` is the body of the module; it exports `handler` and may call `tell`. */
export function functionPlan(source: string, plan: Partial<FunctionPlan> = {}): FunctionPlan {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'index.js'), TELL + source);
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
  /** Settles with the next thing told; what was told before anybody asked is kept. */
  next(): Promise<unknown>;
  /** From now on the teller gets no answer, until the function returned is called. */
  hold(): () => void;
}

export async function listenForTelling(): Promise<Listener> {
  const told: unknown[] = [];
  const asked: ((value: unknown) => void)[] = [];
  let released: Promise<unknown> = Promise.resolve();
  const server = await listenOnLoopback(0, async (request, response) => {
    const value = await json(request);
    const ask = asked.shift();
    if (ask) ask(value);
    else told.push(value);
    await released;
    response.end('"told"');
  });
  onTestFinished(() => server.close(0));
  return {
    url: server.url,
    next: () => (told.length > 0 ? Promise.resolve(told.shift()) : new Promise((ask) => asked.push(ask))),
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>();
      released = promise;
      return resolve;
    },
  };
}

export interface TestHost extends LambdaHost {
  /** What the function wrote. */
  output(): string;
  readonly lines: string[];
}

export function hostFor(plan: FunctionPlan, maxEnvironments = 10): TestHost {
  const file = join(temporaryDirectory(), 'output');
  const lines: string[] = [];
  const host = createLambdaHost(plan, {
    endpoints: { sqs: 'http://sqs', dynamodb: 'http://dynamodb', s3: 'http://s3' },
    maxEnvironments,
    answersRequests: true,
    output: (line) => appendFileSync(file, `${line}\n`),
    log: (line) => void lines.push(line),
  });
  onTestFinished(() => host.stop(0));
  return { ...host, lines, output: () => readFileSync(file, 'utf8') };
}

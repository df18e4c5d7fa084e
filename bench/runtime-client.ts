// AWS's own runtime client for Node.js (the package aws-lambda-ric) in place of the local run's bootstrap, with the Runtime
// API that it asks for its invocations. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import type {
  Environment,
  EnvironmentOptions,
  InvocationError,
  InvocationResult,
} from '../local/services/lambda/environment.ts';
import { variablesOf } from '../local/services/lambda/variables.ts';
import type { FunctionPlan } from '../local/template/plan.ts';

const REQUEST_ID = 'bench';
const errorReport = v.object({ errorType: v.string(), errorMessage: v.string() });

/** `folder`: of the installed package. */
export async function startRuntimeClient(
  folder: string,
  plan: FunctionPlan,
  { endpoints, output }: EnvironmentOptions,
): Promise<Environment> {
  const asked = Promise.withResolvers<ServerResponse>();
  const failed = Promise.withResolvers<InvocationError>();
  const answered = Promise.withResolvers<InvocationResult>();
  const server = createServer(async (request, response) => {
    const path = String(request.url);
    // The answer to this request is the invocation. The second one is never answered.
    if (path.endsWith('/invocation/next')) return asked.resolve(response);
    if (path.endsWith('/response')) answered.resolve({ ok: true, payload: JSON.parse(await text(request)) });
    else if (path.endsWith('/init/error')) failed.resolve(await errorOf(request));
    else answered.resolve({ ok: false, error: await errorOf(request) });
    response.writeHead(202).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, [join(folder, 'index.mjs'), plan.handler], {
    cwd: plan.directory,
    env: { ...variablesOf(plan, endpoints), AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on('line', output);
  const exited = once(child, 'exit').then(() => {
    server.close();
    server.closeAllConnections();
  });
  const ended = exited.then(() => ({ errorType: 'Runtime.ExitError', errorMessage: 'The process ended' }));
  return {
    exited,
    kill: () => void child.kill('SIGKILL'),
    ready: Promise.race([asked.promise.then(() => undefined), failed.promise, ended]),
    async invoke(event) {
      const response = await asked.promise;
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': REQUEST_ID,
        'lambda-runtime-deadline-ms': String(Date.now() + plan.timeoutSeconds * 1000),
        'lambda-runtime-invoked-function-arn': plan.arn,
      });
      response.end(JSON.stringify(event));
      return Promise.race([answered.promise, ended.then((error) => ({ ok: false, error }) as const)]);
    },
  };
}

const errorOf = async (request: IncomingMessage) => v.parse(errorReport, JSON.parse(await text(request)));

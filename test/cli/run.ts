// Runs the command line in a separate process, without the AWS settings of this machine.
import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

const CLI = join(import.meta.dirname, '../../bin/acuse.mjs');

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** `input`: its standard input. */
export function acuse(
  args: readonly string[],
  env: Record<string, string> = {},
  input = '',
): Promise<Finished> {
  const { promise, resolve } = Promise.withResolvers<Finished>();
  const child = execFile(
    process.execPath,
    [CLI, ...args],
    {
      env: {
        // No files and no instance metadata, so the only credentials are those of the test.
        HOME: '/nonexistent',
        AWS_EC2_METADATA_DISABLED: 'true',
        ...env,
      },
    },
    (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
  );
  child.stdin?.end(input);
  return promise;
}

export interface Request {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Starts a loopback server that stops after the test. Returns its base URL. */
export async function serve(answer: (request: Request, response: ServerResponse) => void): Promise<string> {
  const server = createServer((message, response) => {
    text(message).then(
      (body) => answer({ url: message.url ?? '', headers: message.headers, body }, response),
      () => response.destroy(),
    );
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}`;
}

// Reads requests that reach a server of this machine: the parts of the target, and the body up to a limit.
import type { IncomingMessage } from 'node:http';

export function splitTarget(target: string): { path: string; query: string } {
  const at = target.indexOf('?');
  return at < 0 ? { path: target, query: '' } : { path: target.slice(0, at), query: target.slice(at + 1) };
}

/** Percent-decoded; unchanged if it is not valid percent-encoding. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * The whole body. A body that is too big is still read to its end: a client that is still sending would not see the
 * answer. `aborted`: the client closed the connection before the end.
 */
export async function readBody(
  request: IncomingMessage,
  limitBytes: number,
): Promise<Buffer | 'too big' | 'aborted'> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      bytes += chunk.length;
      if (bytes <= limitBytes) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    return 'aborted';
  }
  return bytes > limitBytes ? 'too big' : Buffer.concat(chunks);
}

/** Undefined for a body that is not JSON, is too big or was aborted. */
export async function readJsonBody(
  request: IncomingMessage,
  limitBytes: number,
): Promise<{ readonly value: unknown } | undefined> {
  const body = await readBody(request, limitBytes);
  if (typeof body === 'string') return undefined;
  try {
    return { value: JSON.parse(body.toString('utf8')) };
  } catch {
    return undefined;
  }
}

// The same POST with the client of session updates.
import { post } from '../../functions/runtime/http/client.ts';
import type { PostEvent } from './bare-post.ts';

const origin = new URL(String(process.env['BENCH_STUB']));
const TIMEOUT_MS = 8000;

export async function handler({ path, body }: PostEvent): Promise<{ statusCode: number }> {
  const { status } = await post({ origin, path, body, timeoutMs: TIMEOUT_MS });
  return { statusCode: status };
}

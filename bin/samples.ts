// One webhook of a platform, as it really comes, of an invented person: what `acuse test` posts.
import type { Sample } from '../functions/platforms/sample.ts';

/** `id` is new every time, so that no sample repeats another. Each platform's folder has its sample. */
export async function sampleOf(platform: string, id: string, nowMs: number): Promise<string> {
  const { sample }: { sample: Sample } = await import(`../functions/platforms/${platform}/sample.ts`);
  return JSON.stringify(sample({ id: `acuse-test-${id}`, iso: new Date(nowMs).toISOString(), nowMs }));
}

// The sample that `acuse test` posts: a realistic webhook of a platform, about an invented person.
import type { Sample, SampleFacts } from '../functions/platforms/sample.ts';

/** `id` is new each time, so no sample is a repeat. The folder of each platform has its sample. */
export async function sampleOf(
  platform: string,
  { id, nowMs, ...wanted }: Omit<SampleFacts, 'iso'>,
): Promise<string> {
  const { sample }: { sample: Sample } = await import(`../functions/platforms/${platform}/sample.ts`);
  return JSON.stringify(
    sample({ ...wanted, id: `acuse-test-${id}`, iso: new Date(nowMs).toISOString(), nowMs }),
  );
}

// The demonstration at the end of a start: stops a conversation in the simulator, posts its webhook to the source's
// URL as Treble would, and reports each step with its time. It uses the same path as a real webhook.
import { randomBytes } from 'node:crypto';
import { post } from '../../functions/runtime/http/client.ts';
import type { Run } from '../run.ts';
import type { TrebleSimulator } from '../simulators/treble.ts';
import type { DemoPart, DemoStep } from './demo-step.ts';
import { demoWebhook } from './webhook.ts';

type Report = (step: DemoStep) => void;

const WAIT_LIMIT_MS = 30_000;

export async function demonstrate(
  { ready, withPhotoSource }: Pick<Run, 'ready' | 'withPhotoSource'>,
  simulator: TrebleSimulator,
  report: Report,
): Promise<void> {
  const source = ready.sources.find(({ platform, waits }) => platform === 'treble' && waits);
  const showFlow = async () => {
    if (!source) return;
    const photoUrl = 'https://example.com/cedula.jpg';
    await follow({ about: 'flow', url: source.url, photoUrl, photoKey: '' }, simulator, report);
  };
  if (!withPhotoSource) return showFlow();
  // The photo's source is stored before the first webhook: the functions then read the settings, and again only a
  // minute later.
  await withPhotoSource(async ({ url, photoKey }) => {
    await showFlow();
    await follow({ about: 'photo', url, photoUrl: simulator.photoUrl, photoKey }, simulator, report);
  });
}

interface Demonstration {
  readonly about: DemoPart;
  /** The source's. */
  readonly url: string;
  readonly photoUrl: string;
  readonly photoKey: string;
}

async function follow(
  { about, url, photoUrl, photoKey }: Demonstration,
  simulator: TrebleSimulator,
  report: Report,
): Promise<void> {
  const sessionId = randomBytes(28).toString('hex');
  simulator.stop(sessionId);
  const continued = simulator.continued(sessionId);
  const startedAt = performance.now();
  const origin = new URL(url);
  const body = JSON.stringify(demoWebhook({ sessionId, now: new Date(), photoUrl, photoKey }));
  const path = origin.pathname + origin.search;
  const { status } = await post({ origin, path, body, timeoutMs: WAIT_LIMIT_MS });
  report({ about, step: 'acknowledged', status, ms: Math.round(performance.now() - startedAt) });

  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((settle) => {
    timer = setTimeout(settle, WAIT_LIMIT_MS, undefined);
    timer.unref();
  });
  const sessionKeys = await Promise.race([continued, limit]);
  clearTimeout(timer);
  const seconds = Math.round((performance.now() - startedAt) / 10) / 100;
  report(
    sessionKeys
      ? { about, step: 'continued', seconds, sessionKeys }
      : { about, step: 'not-continued', seconds },
  );
}

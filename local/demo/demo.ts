// The demonstration at the end of a start: a customer's webhook is posted to the source's URL, as the platform would,
// and each step is reported with its time. It uses the same path as a real webhook. It shows only platforms that are
// simulated.
import { randomBytes } from 'node:crypto';
import type { Source } from '../../functions/core/source/source.ts';
import { post } from '../../functions/runtime/http/client.ts';
import type { Ready } from '../ready.ts';
import type { Run } from '../run.ts';
import type { ChatSimulator } from '../simulators/chat-simulator.ts';
import type { TrebleSimulator } from '../simulators/treble.ts';
import type { DemoPart, DemoStep } from './demo-step.ts';
import {
  ANSWER_SOURCE,
  CARD_SOURCE,
  FIRST_SOURCE,
  type OwnSourcesPorts,
  PHOTO_SOURCE,
  withOwnSources,
} from './own-sources.ts';
import { demoWebhook } from './webhook.ts';

type Report = (step: DemoStep) => void;

/** What the demonstration needs of the run. */
export interface DemoPorts {
  /** Undefined for a template without sources or keys. */
  readonly own: OwnSourcesPorts | undefined;
  /**
   * The variable that photo-check and id-card read; the empty text stands for the customer's answer. Undefined: no photo can be
   * shown.
   */
  readonly photoKey: string | undefined;
  /** Of the stack. */
  readonly processor: string;
  /** With URLs of this machine. */
  readonly sources: Ready['sources'];
  urlOf(source: Source): string;
  /** Settles with the next line of the functions that has this event and source. */
  logged(event: string, source: string): Promise<unknown>;
}

const WAIT_LIMIT_MS = 30_000;

export async function demonstrate(
  { simulators, demo }: Pick<Run, 'simulators' | 'demo'>,
  report: Report,
): Promise<void> {
  const { treble, trino } = simulators;
  const { own, photoKey, processor, urlOf } = demo;
  const first = demo.sources.find(({ platform, waits }) => platform === 'treble' && waits);
  const showsPhoto = own && treble && photoKey !== undefined;
  const showsAnswer = own && trino;
  const standsIn = own && treble && processor === 'none';

  const show = async () => {
    const photoUrl = 'https://example.com/cedula.jpg';
    const url = standsIn ? urlOf(FIRST_SOURCE) : first?.url;
    if (treble && url !== undefined)
      await follow({ about: 'flow', url, photoUrl, photoKey: '' }, treble, report);
    if (showsPhoto) {
      const url = urlOf(PHOTO_SOURCE);
      await follow({ about: 'photo', url, photoUrl: treble.photoUrl, photoKey }, treble, report);
      const { near, far } = treble.cardUrls;
      for (const [about, photoUrl] of [
        ['card', near],
        ['far-card', far],
      ] as const)
        await follow({ about, url: urlOf(CARD_SOURCE), photoUrl, photoKey }, treble, report);
    }
    if (showsAnswer) await followAnswer(trino, demo, report);
    if (standsIn) report({ about: 'flow', step: 'no-processor' });
  };
  const stored = [
    ...(standsIn ? [FIRST_SOURCE] : []),
    ...(showsPhoto ? [PHOTO_SOURCE, CARD_SOURCE] : []),
    ...(showsAnswer ? [ANSWER_SOURCE] : []),
  ];
  // They are stored before the first webhook: the functions then read the settings, and again only a minute later.
  if (own && stored.length > 0) await withOwnSources(stored, own, show);
  else await show();
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
  const time = stopwatch();
  const origin = new URL(url);
  const body = JSON.stringify(demoWebhook({ sessionId, now: new Date(), photoUrl, photoKey }));
  const path = origin.pathname + origin.search;
  const { status } = await post({ origin, path, body, timeoutMs: WAIT_LIMIT_MS });
  report({ about, step: 'acknowledged', status, ms: time.ms() });
  const sessionKeys = await inTime(continued);
  const seconds = time.seconds();
  report(
    sessionKeys
      ? { about, step: 'continued', seconds, sessionKeys }
      : { about, step: 'not-continued', seconds },
  );
}

/** An invented number. */
const CUSTOMER = '5511900000001';

async function followAnswer(simulator: ChatSimulator, demo: DemoPorts, report: Report): Promise<void> {
  const about = 'answer';
  const { id } = ANSWER_SOURCE;
  const answered = simulator.answered(CUSTOMER);
  const confirmed = demo.logged('confirmed', id);
  const time = stopwatch();
  const { status } = await simulator.say('hola', CUSTOMER, { id, url: demo.urlOf(ANSWER_SOURCE) });
  report({ about, step: 'acknowledged', status, ms: time.ms() });
  const message = await inTime(answered);
  if (!message) return report({ about, step: 'not-answered', seconds: time.seconds() });
  report({ about, step: 'answered', seconds: time.seconds(), text: message.text });
  const line = await inTime(confirmed);
  report({ about, step: line ? 'confirmed' : 'not-confirmed', seconds: time.seconds() });
}

function stopwatch() {
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  return { ms: () => Math.round(elapsed()), seconds: () => Math.round(elapsed() / 10) / 100 };
}

/** Undefined when it has not happened in time. */
async function inTime<T>(happens: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((settle) => {
    timer = setTimeout(settle, WAIT_LIMIT_MS, undefined);
    timer.unref();
  });
  const first = await Promise.race([happens, limit]);
  clearTimeout(timer);
  return first;
}

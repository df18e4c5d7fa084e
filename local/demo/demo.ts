// The demonstration at the end of a start: a conversation is stopped in the simulator, its webhook is posted to
// the source's own URL as Treble would, and what becomes of it is told with times. It goes the whole real way.
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Run } from '../run.ts';
import type { SessionKeys, Simulator } from '../simulators/treble.ts';

/** `flow`: the stack as it is set up. `photo`: the processor photo-check, whatever the stack's own is. */
export type About = 'flow' | 'photo';

export type DemoStep = { readonly about: About } & (
  | { readonly step: 'acknowledged'; readonly status: number; readonly ms: number }
  | { readonly step: 'continued'; readonly seconds: number; readonly sessionKeys: SessionKeys }
  | { readonly step: 'not-continued'; readonly seconds: number }
);

type Tell = (step: DemoStep) => void;

const PATIENCE_MS = 30_000;

export async function demonstrate(
  { ready, withPhotoSource }: Pick<Run, 'ready' | 'withPhotoSource'>,
  simulator: Simulator,
  tell: Tell,
): Promise<void> {
  const source = ready.sources.find(({ platform, waits }) => platform === 'treble' && waits);
  const showFlow = async () => {
    if (!source) return;
    await follow(
      { about: 'flow', url: source.url, photoUrl: 'https://example.com/cedula.jpg' },
      simulator,
      tell,
    );
  };
  if (!withPhotoSource) return showFlow();
  // The source is there before the functions first look at the settings, which they do once a minute.
  await withPhotoSource(async ({ url, photoKey }) => {
    await showFlow();
    await follow({ about: 'photo', url, photoUrl: simulator.photoUrl, photoKey }, simulator, tell);
  });
}

interface Demonstration {
  readonly about: About;
  /** The source's. */
  readonly url: string;
  readonly photoUrl: string;
  readonly photoKey?: string;
}

async function follow(
  { about, url, photoUrl, photoKey = '' }: Demonstration,
  simulator: Simulator,
  tell: Tell,
): Promise<void> {
  const sessionId = randomBytes(28).toString('hex');
  simulator.stop(sessionId);
  const continued = simulator.continued(sessionId);
  const startedAt = performance.now();
  const status = await post(url, webhookOf({ sessionId, now: new Date(), photoUrl, photoKey }));
  tell({ about, step: 'acknowledged', status, ms: Math.round(performance.now() - startedAt) });

  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((settle) => {
    timer = setTimeout(settle, PATIENCE_MS, undefined);
    timer.unref();
  });
  const sessionKeys = await Promise.race([continued, patience]);
  clearTimeout(timer);
  const seconds = Math.round((performance.now() - startedAt) / 10) / 100;
  tell(
    sessionKeys
      ? { about, step: 'continued', seconds, sessionKeys }
      : { about, step: 'not-continued', seconds },
  );
}

/** One step in words. */
export function inWords(step: DemoStep): string {
  const name = step.about === 'photo' ? 'Demonstration with a photo' : 'Demonstration';
  if (step.step === 'acknowledged') {
    return step.status === 200
      ? `${name}: Treble's webhook was acknowledged after ${step.ms} ms`
      : `${name}: the webhook was refused with ${step.status} after ${step.ms} ms`;
  }
  if (step.step === 'not-continued') {
    return `${name}: the conversation still waits after ${step.seconds} s; what the functions say is on stderr`;
  }
  const key = (wanted: string) => step.sessionKeys.find((one) => one.key === wanted)?.value;
  const reason = key('acuse_reason');
  const status = `acuse_status=${key('acuse_status') ?? 'missing'}${reason === undefined ? '' : ` (${reason})`}`;
  const photo = key('photo_ok') === undefined ? '' : `, ${photoInWords(key)}`;
  const hint = '\nFor a real result, choose what does the work, e.g. --parameters Processor=echo';
  return `${name}: the conversation was continued after ${step.seconds} s with ${status}${photo}${reason === 'no_processor' ? hint : ''}`;
}

function photoInWords(key: (name: string) => string | undefined): string {
  const size = `${key('photo_type')}, ${key('photo_width')} × ${key('photo_height')} pixels`;
  return `photo_ok=${key('photo_ok')} (${key('photo_ok') === 'true' ? size : key('photo_reason')})`;
}

interface Webhook {
  readonly sessionId: string;
  readonly now: Date;
  readonly photoUrl: string;
  readonly photoKey: string;
}

/**
 * A flow webhook on a path into a [REQUEST_TRIGGER] block, as Treble's help center describes the message
 * response (webhooks/conversation-editor/message-response-api). Every value is invented; the number range is
 * one that Colombia has not given out.
 */
function webhookOf({ sessionId, now, photoUrl, photoKey }: Webhook): object {
  const stamp = (ms: number) =>
    new Date(now.getTime() - ms).toISOString().replace('T', ' ').replace('Z', '000');
  return {
    country_code: '+57',
    cellphone: '3990000001',
    session_id: sessionId,
    conversation_id: '190214',
    question: { type: 'open', text: 'Envíanos una foto de tu cédula 📷' },
    sent_at: stamp(42_000),
    sent_text: 'Hola, Lucía. Envíanos una foto de tu cédula 📷',
    responded_at: stamp(900),
    actual_response: photoUrl,
    classified_answer: { text: photoUrl },
    user_session_keys: [
      { key: 'nombre', value: 'Lucía', type: null },
      { key: 'pedido', value: 'A-1042', type: null },
      ...(photoKey === '' ? [] : [{ key: photoKey, value: photoUrl, type: null }]),
    ],
  };
}

function post(url: string, body: object): Promise<number> {
  return new Promise((done, fail) => {
    const call = request(
      url,
      { method: 'POST', headers: { 'content-type': 'application/json' } },
      (response) => {
        response.resume().once('end', () => done(response.statusCode ?? 0));
      },
    );
    call.once('error', fail).end(JSON.stringify(body));
  });
}

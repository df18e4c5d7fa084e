// The demonstration at the end of a start: a conversation is stopped in the simulator, its webhook is posted to
// the source's own URL as Treble would, and what becomes of it is told with times. It goes the whole real way.
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Ready } from './ready.ts';
import type { SessionKeys, Simulator } from './simulator.ts';

export type DemoStep =
  | { readonly step: 'acknowledged'; readonly status: number; readonly ms: number }
  | { readonly step: 'continued'; readonly seconds: number; readonly sessionKeys: SessionKeys }
  | { readonly step: 'not-continued'; readonly seconds: number };

const PATIENCE_MS = 30_000;

export async function demonstrate(
  ready: Ready,
  simulator: Simulator,
  tell: (step: DemoStep) => void,
): Promise<void> {
  const source = ready.sources.find(({ platform, waits }) => platform === 'treble' && waits);
  if (!source) return;
  const sessionId = randomBytes(28).toString('hex');
  simulator.stop(sessionId);
  const continued = simulator.continued(sessionId);
  const startedAt = performance.now();
  const status = await post(source.url, webhookOf(sessionId, new Date()));
  tell({ step: 'acknowledged', status, ms: Math.round(performance.now() - startedAt) });

  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((settle) => {
    timer = setTimeout(settle, PATIENCE_MS, undefined);
    timer.unref();
  });
  const sessionKeys = await Promise.race([continued, patience]);
  clearTimeout(timer);
  const seconds = Math.round((performance.now() - startedAt) / 10) / 100;
  tell(sessionKeys ? { step: 'continued', seconds, sessionKeys } : { step: 'not-continued', seconds });
}

/** One step in words. */
export function inWords(step: DemoStep): string {
  if (step.step === 'acknowledged') {
    return step.status === 200
      ? `Demonstration: Treble's webhook was acknowledged after ${step.ms} ms`
      : `Demonstration: the webhook was refused with ${step.status} after ${step.ms} ms`;
  }
  if (step.step === 'not-continued') {
    return `Demonstration: the conversation still waits after ${step.seconds} s; what the functions say is on stderr`;
  }
  const key = (name: string) => step.sessionKeys.find((one) => one.key === name)?.value;
  const reason = key('acuse_reason');
  const status = `acuse_status=${key('acuse_status') ?? 'missing'}${reason === undefined ? '' : ` (${reason})`}`;
  const hint = '\nFor a real result, choose what does the work, e.g. --parameters Processor=echo';
  return `Demonstration: the conversation was continued after ${step.seconds} s with ${status}${reason === 'no_processor' ? hint : ''}`;
}

/**
 * A flow webhook on a path into a [REQUEST_TRIGGER] block, as Treble's help center describes the message
 * response (webhooks/conversation-editor/message-response-api). Every value is invented; the number range is
 * one that Colombia has not given out.
 */
function webhookOf(sessionId: string, now: Date): object {
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
    actual_response: 'https://example.com/cedula.jpg',
    classified_answer: { text: 'https://example.com/cedula.jpg' },
    user_session_keys: [
      { key: 'nombre', value: 'Lucía', type: null },
      { key: 'pedido', value: 'A-1042', type: null },
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

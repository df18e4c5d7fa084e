// The steps of the demonstration: as data for programs (`--json`) and as a line for people.
import type { SessionKeys } from '../simulators/treble-conversations.ts';

/**
 * `flow`: the stack as it is configured, or the processor echo while none is chosen. `photo`: the processor photo-check, whatever the stack's own is. `card` and
 * `far-card`: id-card, with a photo that can be read and one from too far away. `answer`: a message on Trino AI that the
 * processor echo answers.
 */
export type DemoPart = 'flow' | 'photo' | 'card' | 'far-card' | 'answer';

/** `ms` and `seconds`: the time since the webhook was sent. */
export type DemoStep = { readonly about: DemoPart } & (
  | { readonly step: 'acknowledged'; readonly status: number; readonly ms: number }
  | { readonly step: 'continued'; readonly seconds: number; readonly sessionKeys: SessionKeys }
  | { readonly step: 'not-continued'; readonly seconds: number }
  | { readonly step: 'answered'; readonly seconds: number; readonly text: string }
  /** The platform's webhook about the answer has come back. */
  | { readonly step: 'confirmed'; readonly seconds: number }
  | { readonly step: 'not-answered' | 'not-confirmed'; readonly seconds: number }
  /** At the end: the stack has none. */
  | { readonly step: 'no-processor' }
);

const NAMES: Readonly<Record<DemoPart, string>> = {
  flow: 'Demonstration',
  photo: 'Demonstration with a photo',
  card: 'Demonstration with an identity card',
  'far-card': 'Demonstration with an identity card that is too far away',
  answer: 'Demonstration of an answer',
};

export function describeStep(step: DemoStep): string {
  const { about } = step;
  return `${NAMES[about]}: ${describe(step, about === 'answer' ? 'Trino AI' : 'Treble')}`;
}

const SEE_STDERR = 'stderr shows the output of the functions';

function describe(step: DemoStep, platform: string): string {
  switch (step.step) {
    case 'acknowledged':
      return step.status === 200
        ? `${platform}'s webhook was acknowledged after ${step.ms} ms`
        : `the webhook was refused with ${step.status} after ${step.ms} ms`;
    case 'continued':
      return `the conversation was continued after ${step.seconds} s with ${describeResult(step.sessionKeys)}`;
    case 'not-continued':
      return `the conversation still waits after ${step.seconds} s; ${SEE_STDERR}`;
    case 'answered':
      return `the customer was answered after ${step.seconds} s: ${step.text}`;
    case 'confirmed':
      return `the answer was confirmed after ${step.seconds} s`;
    case 'no-processor':
      return 'the first one was answered by the processor echo. Until you choose a processor, your conversations go on with acuse_status=failed (no_processor)';
    case 'not-answered':
    case 'not-confirmed':
      return `the message is ${step.step === 'not-answered' ? 'not answered' : 'answered, but not confirmed'} after ${step.seconds} s; ${SEE_STDERR}`;
  }
}

function describeResult(sessionKeys: SessionKeys): string {
  const variable = (wanted: string) => sessionKeys.find(({ key }) => key === wanted)?.value;
  const reason = variable('acuse_reason');
  const status = `acuse_status=${variable('acuse_status') ?? 'missing'}${reason === undefined ? '' : ` (${reason})`}`;
  const photo = variable('photo_ok') === undefined ? '' : `, ${describePhoto(variable)}`;
  const card = variable('card_ok') === undefined ? '' : `, ${describeCard(variable)}`;
  return `${status}${photo}${card}${photo + card === '' ? describeVariables(sessionKeys) : ''}`;
}

const describeVariables = (sessionKeys: SessionKeys): string =>
  sessionKeys
    .filter(({ key }) => !key.startsWith('acuse_'))
    .map(({ key, value }) => `, ${key}=${value}`)
    .join('');

function describePhoto(variable: (name: string) => string | undefined): string {
  const size = `${variable('photo_type')}, ${variable('photo_width')} × ${variable('photo_height')} pixels`;
  return `photo_ok=${variable('photo_ok')} (${variable('photo_ok') === 'true' ? size : variable('photo_reason')})`;
}

function describeCard(variable: (name: string) => string | undefined): string {
  const card = `${variable('card_country')}, ${variable('card_kind')}`;
  return `card_ok=${variable('card_ok')} (${variable('card_ok') === 'true' ? card : variable('card_reason')})`;
}

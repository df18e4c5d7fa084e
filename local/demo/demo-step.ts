// The steps of the demonstration: as data for programs (`--json`) and as a line for people.
import type { SessionKeys } from '../simulators/treble-conversations.ts';

/** `flow`: the stack as it is configured. `photo`: the processor photo-check, whatever the stack's own is. */
export type DemoPart = 'flow' | 'photo';

/** `ms` and `seconds`: the time since the webhook was sent. */
export type DemoStep = { readonly about: DemoPart } & (
  | { readonly step: 'acknowledged'; readonly status: number; readonly ms: number }
  | { readonly step: 'continued'; readonly seconds: number; readonly sessionKeys: SessionKeys }
  | { readonly step: 'not-continued'; readonly seconds: number }
);

export function describeStep(step: DemoStep): string {
  const name = step.about === 'photo' ? 'Demonstration with a photo' : 'Demonstration';
  if (step.step === 'acknowledged') {
    return step.status === 200
      ? `${name}: Treble's webhook was acknowledged after ${step.ms} ms`
      : `${name}: the webhook was refused with ${step.status} after ${step.ms} ms`;
  }
  if (step.step === 'not-continued') {
    return `${name}: the conversation still waits after ${step.seconds} s; stderr shows the output of the functions`;
  }
  const variable = (wanted: string) => step.sessionKeys.find(({ key }) => key === wanted)?.value;
  const reason = variable('acuse_reason');
  const status = `acuse_status=${variable('acuse_status') ?? 'missing'}${reason === undefined ? '' : ` (${reason})`}`;
  const photo = variable('photo_ok') === undefined ? '' : `, ${describePhoto(variable)}`;
  const hint = '\nFor a real result, choose a processor, e.g. --parameters Processor=echo';
  return `${name}: the conversation was continued after ${step.seconds} s with ${status}${photo}${reason === 'no_processor' ? hint : ''}`;
}

function describePhoto(variable: (name: string) => string | undefined): string {
  const size = `${variable('photo_type')}, ${variable('photo_width')} × ${variable('photo_height')} pixels`;
  return `photo_ok=${variable('photo_ok')} (${variable('photo_ok') === 'true' ? size : variable('photo_reason')})`;
}

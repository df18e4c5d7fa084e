// How long the long work may take. Which processors there are, and what they need, stands in functions/processors.
import * as groups from './groups.ts';
import { type NumberParameter, prose } from './parameter.ts';

export const processorTimeoutSeconds = {
  name: 'ProcessorTimeoutSeconds',
  kind: 'number',
  default: 60,
  minimum: 1,
  maximum: 870,
  prose: /* @__PURE__ */ prose({
    group: groups.work,
    label: "Processor's time limit",
    unit: 'seconds',
    meaning: 'How long a call of the processor http, lambda or lookup may take, or a download of a photo.',
    more: 'A download takes 20 s at most, a lookup 30 s.',
    extremes:
      'Never longer than the worker has: 12 s less than `WorkerTimeoutSeconds`. `1`: whatever takes longer is tried again and then continued as failed.',
  }),
} as const satisfies NumberParameter;

export const sessionDeadlineSeconds = {
  name: 'SessionDeadlineSeconds',
  kind: 'number',
  // Treble's alternate flow ends a waiting block after 300 s by default.
  default: 240,
  minimum: 10,
  maximum: 30 * 24 * 3600,
  prose: /* @__PURE__ */ prose({
    group: groups.work,
    label: 'Deadline of a wait',
    unit: 'seconds',
    meaning:
      "How long a conversation waits for a result. Keep it below Treble's alternate flow (300 s by default), which ends a wait too.",
    more: 'The alternate flow takes the customer elsewhere; [set it longer](platforms/treble.md#alternate-flow). At the deadline the conversation goes on with the fallback variables and `acuse_status=timeout`. A source may have its own: `--deadline-seconds`.',
    extremes:
      "Kept to the second while the worker is at it; a few seconds late when the processor has answered 202 and does not call back; after a 202 with less than a minute left, so always at `10`, up to a minute late. Above 20 hours you are warned: WhatsApp closes its window 24 hours after the customer's last message, so after that the flow may not be able to write to the customer. `2592000` is 30 days.",
  }),
} as const satisfies NumberParameter;

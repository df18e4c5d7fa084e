// Why a delivery stands in the error log, in plain words, and what to do about it. Every reason that the code parks
// with has its entry here; a test holds the two together.

export interface Advice {
  readonly words: string;
  /** Commands, parameters and names of fields in backticks. */
  readonly todo: string;
}

const ADVICE: Readonly<Record<string, Advice>> = {
  bad_job: {
    words: 'The queue held a message that is no job of this version',
    todo: 'Somebody else wrote into the queue, or a newer version was rolled back. Deploy the version that wrote it and replay; a message that is not ours can only be dismissed.',
  },
  worker_crashed: {
    words: 'The worker ended abruptly at every attempt',
    todo: 'Look into the worker’s log for this delivery: out of memory and `WorkerTimeoutSeconds` are the usual causes. Mend it, then replay.',
  },
  processor_crashed: {
    words: 'The worker ended abruptly each time the processor ran',
    todo: 'The conversation went on with `acuse_status=failed`. Look into the worker’s log for memory and time, mend it, then replay if the work still matters.',
  },
  processor_error: {
    words: 'The processor kept failing',
    todo: 'It answered with an error, or threw, five times. Look into the processor’s own log for this delivery id; when it is well again, replay.',
  },
  processor_rejected: {
    words: 'The processor refused the event for good',
    todo: 'It answered with a 4xx, which is not tried again. If it should have taken the event, mend it and replay; if not, dismiss the entry and filter such events: `npm run acuse -- source edit <source> --events …`',
  },
  processor_bad_answer: {
    words: 'The processor’s answer could not be understood',
    todo: 'It must be JSON with `user_session_keys` or `keys`, or empty with status 204, and its variables may come to 256 KiB. Correct the processor, then replay.',
  },
  processor_timeout: {
    words: 'The processor took too long each time',
    todo: 'Have it answer 202 and call the resume URL later, or raise `ProcessorTimeoutSeconds` and `WorkerTimeoutSeconds`. Then replay.',
  },
  processor_unreachable: {
    words: 'The processor could not be reached',
    todo: 'Check `ProcessorUrl`, its name in DNS, its certificate and firewall. When it answers, replay.',
  },
  processor_redirected: {
    words: 'The processor answered with a redirect',
    todo: 'It is not followed: nothing is carried to an address that nobody has named. Set `ProcessorUrl`, or the source’s own address, to where it leads, then replay.',
  },
  processor_throttled: {
    words: 'Lambda had no room to run the processor',
    todo: 'Raise the function’s concurrency or the account’s, or lower `WaitsMaxConcurrency` and `EventsMaxConcurrency`. Then replay.',
  },
  processor_forbidden: {
    words: 'Lambda did not let the processor be called',
    todo: 'Name the function in `ProcessorFunctionArns`, with the qualifier that is called, and see that its own policy does not forbid it. Then replay.',
  },
  processor_missing: {
    words: 'Lambda knows no such processor',
    todo: 'Look whether the function, version or alias in `ProcessorFunctionArns` is still there. Then replay.',
  },
  no_lambda_here: {
    words: 'The processor is a Lambda function, and there is no Lambda where this runs',
    todo: 'On one machine set `AWS_ENDPOINT_URL_LAMBDA` to a Lambda that has the function, start again, then replay.',
  },
  no_photo_settings: {
    words: 'The photo check does not know what a photo must be',
    todo: 'Deploy again, so that the worker is given its `Photo…` parameters. Then replay.',
  },
  photo_unreachable: {
    words: 'The photo could not be downloaded',
    todo: 'Its host was down each time. Links to photos expire: replay soon, or ask the customer for another one. Hosts of your own are named in `PhotoAllowedHosts`.',
  },
  no_processor_url: {
    words: 'Processor is http, but no address is set',
    todo: 'Set the parameter `ProcessorUrl`, or an address of the source’s own: `npm run acuse -- source edit <source> --processor-url …`. Then replay.',
  },
  bad_processor_url: {
    words: 'The processor’s address cannot be used',
    todo: 'It must be an https URL without user and password. Correct `ProcessorUrl`, or the source’s own: `npm run acuse -- source edit <source> --processor-url …`. Then replay.',
  },
  no_processor_function: {
    words: 'Processor is lambda, but no function is named',
    todo: 'List the function in `ProcessorFunctionArns` and deploy, then replay.',
  },
  processor_function_not_listed: {
    words: 'The source names a function that the worker may not call',
    todo: 'List it in `ProcessorFunctionArns` and deploy, or have the source name one that is listed. Then replay.',
  },
  window_closed: {
    words: 'Treble could not be told before the send window closed',
    todo: 'The customer was not continued, and WhatsApp lets nobody write to them any more without a template. Start them anew in Treble and dismiss the entry, or force a replay if they have written since. `SendWindowHours` says how long it is tried.',
  },
};

const UNKNOWN: Advice = {
  words: 'The delivery could not be brought to its end',
  todo: 'Look for its delivery id in the worker’s log, mend what it says, then replay.',
};

/** `treble_` and the status with which Treble refused for good, see platforms/treble/session-update.ts. */
const TREBLE_REFUSED = /^treble_(\d{3})$/;

export function findAdvice(reason: string): Advice | undefined {
  if (Object.hasOwn(ADVICE, reason)) return ADVICE[reason];
  const [, status] = TREBLE_REFUSED.exec(reason) ?? [];
  return status === undefined
    ? undefined
    : {
        words: `Treble refused to continue the conversation (${status})`,
        todo: 'Either nobody stood at a [REQUEST_TRIGGER] block: then paste the URL of a source that does not wait into that webhook. Or the update overtook the flow: raise `ResumeDelayMs`. Look at the conversation in Treble: it is not continued by itself any more, but where it still stands there a replay tells the same decision again. Where it does not, dismiss the entry.',
      };
}

export const adviceOn = (reason: string): Advice => findAdvice(reason) ?? UNKNOWN;

// Each reason in plain words, and what an operator does about it. The compiler sees that every reason has both. The same in
// other languages stands beside it.
import type { Language } from '../../runtime/language.ts';
import type { Reason } from './reason.ts';

export interface Advice {
  /** What happened. */
  readonly summary: string;
  /** What to do. Commands, parameters and names of fields stand in backticks. */
  readonly action: string;
}

/** On the refusal of a call, by the status of the answer. */
export type RefusedAdvice = Readonly<Record<Language, (status: number) => Advice>>;

export const ADVICE: Readonly<Record<Reason, Advice>> = {
  bad_job: {
    summary: 'The queue held a message that is no job of this version',
    action:
      'Somebody else wrote into the queue, or a newer version was rolled back. Deploy the version that wrote it and replay; a message that is not ours can only be dismissed.',
  },
  worker_crashed: {
    summary: 'The worker ended abruptly at every attempt',
    action:
      'Look into the worker’s log for this delivery: out of memory and `WorkerTimeoutSeconds` are the usual causes. Mend it, then replay.',
  },
  processor_crashed: {
    summary: 'The worker ended abruptly each time the processor ran',
    action:
      'The conversation went on with `acuse_status=failed`. Look into the worker’s log for memory and time, mend it, then replay if the work still matters.',
  },
  processor_error: {
    summary: 'The processor kept failing',
    action:
      'It answered with an error, or threw, five times. Look into the processor’s own log for this delivery id; when it is well again, replay.',
  },
  processor_rejected: {
    summary: 'The processor refused the event for good',
    action:
      'It answered with a 4xx, which is not tried again. If it was 401 or 403, it does not know our signature: give it the secret that `npx acuse source show <source>` prints. If it should have taken the event, mend it and replay; if not, dismiss the entry and filter such events: `npx acuse source edit <source> --events …`',
  },
  processor_bad_answer: {
    summary: 'The processor’s answer could not be understood',
    action:
      'The entry says which field. It must be JSON with `keys`, `user_session_keys`, `reply`, `intent`, `handoff` or `note`, or empty with status 204, and may come to 256 KiB. Correct the processor, then replay.',
  },
  processor_timeout: {
    summary: 'The processor took too long each time',
    action:
      'Have it answer 202 and call the resume URL later, or raise `ProcessorTimeoutSeconds` and `WorkerTimeoutSeconds`. Then replay.',
  },
  processor_unreachable: {
    summary: 'The processor could not be reached',
    action:
      'Check `ProcessorUrl`, or the `url` of the lookup: the name in DNS, certificate and firewall. When it answers, replay.',
  },
  processor_redirected: {
    summary: 'The processor answered with a redirect',
    action:
      'It is not followed: nothing is carried to an address that nobody has named. Set `ProcessorUrl`, the source’s own address, or the `url` of its lookup to where it leads, then replay.',
  },
  processor_throttled: {
    summary: 'Lambda had no room to run the processor',
    action:
      'Raise the function’s concurrency or the account’s, or lower `WaitsMaxConcurrency` and `EventsMaxConcurrency`. Then replay.',
  },
  processor_forbidden: {
    summary: 'Lambda did not let the processor be called',
    action:
      'Name the function in `ProcessorFunctionArns`, with the qualifier that is called, and see that its own policy does not forbid it. Then replay.',
  },
  processor_missing: {
    summary: 'Lambda knows no such processor',
    action:
      'Look whether the function, version or alias in `ProcessorFunctionArns` is still there. Then replay.',
  },
  no_lambda_here: {
    summary: 'The processor is a Lambda function, and there is no Lambda where this runs',
    action:
      'On one machine set `AWS_ENDPOINT_URL_LAMBDA` to a Lambda that has the function, start again, then replay.',
  },
  photo_unreachable: {
    summary: 'The photo could not be downloaded',
    action:
      'Its host was down each time. Links to photos expire: replay soon, or ask the customer for another one. Hosts of your own are named in `PhotoAllowedHosts`.',
  },
  body_missing: {
    summary: 'Its stored body is gone',
    action:
      'A large body is kept for `PayloadRetentionDays`, and less if it was erased. Nobody can work on the delivery any more: dismiss it. If many come at once, somebody may have taken from the worker the right to read the bucket: give it back, then replay.',
  },
  no_processor_url: {
    summary: 'Processor is http, but no address is set',
    action:
      'Set the parameter `ProcessorUrl`, or an address of the source’s own: `npx acuse source edit <source> --processor-url …`. Then replay.',
  },
  bad_processor_url: {
    summary: 'The processor’s address cannot be used',
    action:
      'It must be an https URL without user and password. Correct `ProcessorUrl`, or the source’s own: `npx acuse source edit <source> --processor-url …`. Then replay.',
  },
  no_processor_function: {
    summary: 'Processor is lambda, but no function is named',
    action: 'List the function in `ProcessorFunctionArns` and deploy, then replay.',
  },
  processor_function_not_listed: {
    summary: 'The source names a function that the worker may not call',
    action:
      'List it in `ProcessorFunctionArns` and deploy, or have the source name one that is listed. Then replay.',
  },
  no_lookup: {
    summary: 'The processor is lookup, but the source has no lookup',
    action:
      'Give it one: `npx acuse source edit <source> --lookup FILE`. docs/processors/lookup.md has examples. Then replay.',
  },
  bad_lookup: {
    summary: 'The source’s lookup cannot be used by this version',
    action:
      'Another version stored it, or somebody wrote it by hand. Set it again, which says what is wrong: `npx acuse source edit <source> --lookup FILE`. Then replay.',
  },
  no_lookup_key: {
    summary: 'The secret value of a header of the lookup is missing',
    action: 'Set it: `npx acuse lookup secret <source> <header>`. Then replay.',
  },
  lookup_forbidden_address: {
    summary: 'The lookup’s host has no public address',
    action:
      'Correct its `url`; or, if the host is in your private network and the worker can reach it, write `"privateNetwork": true` into the lookup. Then replay.',
  },
  processor_paused: {
    summary: 'The processor was paused until after the deadline',
    action:
      'Its breaker was open: see why it failed in `npx acuse stats` and in its own log. When it works again, nothing more is to be done.',
  },
  no_processor: {
    summary: 'No processor is chosen',
    action:
      'Set the parameter `Processor`, or the source’s own: `npx acuse source edit <source> --processor …`.',
  },
  filtered: {
    summary: 'The source’s settings leave such events out',
    action:
      'See `npx acuse source show <source>`; `source edit` with `--events`, `--authors` or `--channels` changes them.',
  },
  disabled: {
    summary: 'The source is switched off',
    action: 'Switch it on: `npx acuse source enable <source>`.',
  },
  removed: {
    summary: 'The source was removed',
    action: 'Nothing, if that was meant. Another URL is made by `npx acuse source add <platform>`.',
  },
  deadline: {
    summary: 'No result came before the deadline',
    action:
      'Look into the processor’s log. Raise `SessionDeadlineSeconds`, or the source’s own by `--deadline-seconds`, if it needs longer.',
  },
  person_in_charge: {
    summary: 'A person has the conversation, so nothing is answered',
    action:
      'Nothing, if that was meant. To answer all the same: `npx acuse source edit <source> --answers always`.',
  },
  no_api_key: {
    summary: 'The source has no key for the platform’s API, or no address of it',
    action:
      'Set them: `npx acuse source edit <source> --api-key`, and `--api-base-url` for Trino AI. Then replay.',
  },
  media_unreachable: {
    summary: 'A file of the answer could not be fetched',
    action:
      'Trino AI takes files and no addresses, so Acuse fetches them: by https from a public address, or from the Chatwoot itself, up to 15 MB. What comes before the file was sent, and what follows it was not. Mend the address that the processor gives; if the file can be fetched now, replay, which sends the rest.',
  },
  unconfirmed: {
    summary: 'Whether a message of the answer was sent is not known',
    action:
      'The platform gave no answer to the call, and its webhooks have never shown a message of ours. Look into the conversation: if the message is missing, replay, which sends what is not known to have been sent; if not, dismiss the entry. Tick bot messages and status in the platform’s webhook settings, and this is found out by itself.',
  },
  undelivered: {
    summary: 'The platform took a message of the answer and could not bring it to the customer',
    action:
      'The usual cause is WhatsApp’s window of 24 hours. Write to the customer with a template, and dismiss the entry.',
  },
  window_closed: {
    summary: 'The answer could not be sent before the send window closed',
    action:
      'The customer was not continued, and WhatsApp lets nobody write to them any more without a template. Start them anew in the platform and dismiss the entry, or force a replay if they have written since. If its calls were answered 401 or 403, set the key first: `npx acuse source edit <source> --api-key`. `SendWindowHours` says how long it is tried.',
  },
};

export const UNKNOWN: Advice = {
  summary: 'The delivery could not be brought to its end',
  action: 'Look for its delivery id in the worker’s log, mend what it says, then replay.',
};

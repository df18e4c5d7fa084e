// acuse erase: deletes the stored data of a person, and reports what is deleted, what stays and why. This machine
// makes the digests: the contact itself is not sent, and the terminal shows only a part of it.

import { isBusinessScoped, readContact } from '../../functions/core/person/contact.ts';
import { contactDigest } from '../../functions/core/person/contact-digest.ts';
import { duration } from '../../functions/runtime/format.ts';
import { type CliCommand, CommandError, type Input, UsageError } from '../command.ts';
import { type Deployment, openDeployment } from '../deployment.ts';
import { type ErasureProgress, eraseAll } from '../erasure.ts';
import { localTime } from '../local-time.ts';
import { showSearched } from '../progress.ts';

export const erase: CliCommand = {
  name: 'erase',
  options: {
    contact: {
      type: 'string',
      value: 'who',
      multiple: true,
      meaning: 'telephone, e-mail or id; can be given several times; without it, it is asked for',
    },
    source: { type: 'string', value: 'id', meaning: 'the source whose ids are meant' },
    'dry-run': { type: 'boolean', meaning: 'change nothing, only show what would be erased' },
    yes: { type: 'boolean', meaning: 'erase' },
  },
  summary:
    'Erases the stored data of a person, by telephone number, e-mail address or WhatsApp user id; with --source by an id',
  examples: ['erase --contact +573990000001 --dry-run', 'erase --source trino --contact id:42 --yes'],
  run: async (target, { text, texts, flag, secret, whenInterrupted }) => {
    const dryRun = flag('dry-run');
    if (!dryRun && !flag('yes')) {
      throw new UsageError('Erased data cannot be restored. First run with --dry-run, then with --yes');
    }
    // A shell stores arguments in its history, so the prompt is the other way to name a contact.
    const named = texts('contact');
    const contacts = named.length > 0 ? named : [await secret('Telephone, e-mail or id')];
    const source = text('source');
    const identities = contacts.flatMap((contact) => identitiesOf(contact, source));
    const deployment = await openDeployment(target);
    if (source !== undefined) await checkSource(source, deployment);
    const digests = identities.map((identity) => contactDigest(deployment.keys, source ?? '', identity));
    const progress = progressOf(whenInterrupted, dryRun);
    const erasure = await eraseAll(deployment, { contacts: digests, dryRun }, progress);
    const shown = contacts.map(masked);
    return { json: publicReport(shown, erasure, dryRun), text: describe(shown, erasure, dryRun) };
  },
};

/**
 * The ids of Botmaker and Trino identify a person only within one source. With a source, a WhatsApp user id is also
 * looked for as the platform's id: earlier versions stored it as one.
 */
export function identitiesOf(text: string, source: string | undefined): string[] {
  const contact = readContact(text);
  if (source !== undefined) {
    const id = text.replace(/^(id|identifier):/, '');
    const scoped = readContact(id);
    if (scoped !== undefined && isBusinessScoped(scoped)) return [id === text ? `id:${text}` : text, scoped];
    if (id !== text && id !== '') return [text];
    if (contact === undefined) return [`id:${text}`];
    throw new UsageError(
      'A telephone number or an e-mail address needs no --source: it is the same person at every source. If this long number is an id, write id:<number>',
    );
  }
  if (contact !== undefined) return [contact];
  throw new UsageError(
    '--contact needs a telephone number with its country code, an e-mail address or a WhatsApp user id (CO.…); another id needs --source too',
  );
}

async function checkSource(source: string, { sources }: Deployment): Promise<void> {
  const known = (await sources.read()).sources.map(({ id }) => id);
  if (!known.includes(source)) throw new CommandError(`There is no source ${source}.`);
}

/** Shows enough to recognise the contact. */
const masked = (contact: string): string =>
  contact.length < 8 ? '…' : `${contact.slice(0, 3)}…${contact.slice(-2)}`;

function progressOf(whenInterrupted: Input['whenInterrupted'], dryRun: boolean): (looked: number) => void {
  let searched = 0;
  whenInterrupted(() =>
    dryRun
      ? `${searched} items are searched, and nothing is changed.`
      : `${searched} items are searched, and what belongs to the person among them is erased. To erase the rest, run the same command again.`,
  );
  return (looked) => {
    searched = looked;
    showSearched(looked);
  };
}

const iso = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());

function publicReport(
  contacts: readonly string[],
  { looked, erased, changed, unreadable, waits }: ErasureProgress,
  dryRun: boolean,
) {
  return {
    contacts,
    dryRun,
    looked,
    sessions: erased.session,
    deliveryCopies: erased.copy,
    errorLogEntries: erased.entry,
    bodies: erased.body,
    changedMeanwhile: changed,
    unreadable,
    waiting: waits.map(({ conversation, deadlineAtMs }) => ({ conversation, deadline: iso(deadlineAtMs) })),
  };
}

function describe(
  contacts: readonly string[],
  { looked, erased, changed, unreadable, waits }: ErasureProgress,
  dryRun: boolean,
): string {
  const total = erased.session + erased.copy + erased.entry + erased.body;
  const nothing = total + changed + unreadable + waits.length === 0;
  return [
    `${dryRun ? 'Would be erased' : 'Erased'} for ${contacts.join(', ')}: ${erased.entry} error log entries, ${erased.body} stored bodies, ${erased.session} sessions, ${erased.copy} copies of deliveries. ${looked} items searched.`,
    ...(nothing
      ? [
          'No data of this contact found. Check that the number is complete, with its country code, and an id exactly as the platform writes it.',
        ]
      : []),
    ...waits.map(
      ({ conversation, deadlineAtMs }) =>
        `Not erased: ${conversation} is waiting, ${untilWhen(deadlineAtMs)}.`,
    ),
    ...(unreadable > 0
      ? [
          `Not erased: ${unreadable} items that this version cannot read. They can belong to this person. Deploy the version that wrote them and run this command again.`,
        ]
      : []),
    ...(changed > 0
      ? [`Not erased: ${changed} items that were new or changed during the run. Run this command again.`]
      : []),
    'A person can have several numbers, e-mail addresses and ids: name each one with --contact.',
    'This command does not erase messages that are now in the queues (run it again after some minutes), backups of the tables (kept 35 days), or data in the platforms and your own processor. See docs/erasing-a-person.md.',
  ].join('\n');
}

function untilWhen(deadlineAtMs: number | undefined): string {
  if (deadlineAtMs === undefined) return 'soon in the queue; run this command again after some minutes';
  const leftMs = deadlineAtMs - Date.now();
  if (leftMs <= 0) return `since ${localTime(deadlineAtMs)} only for Treble; see npx acuse sessions`;
  return `until ${localTime(deadlineAtMs)} (in ${duration(leftMs)}); run this command again after that`;
}

// acuse erase: removes what is held of a person, and says what it removed, what stays and why. The number is made
// into digests here: it goes no further than this machine, and is shown again only in part.

import { readContact } from '../../functions/core/person/contact.ts';
import { contactDigest } from '../../functions/core/person/contact-digest.ts';
import { duration } from '../../functions/runtime/format.ts';
import { type CliCommand, CommandError, UsageError } from '../command.ts';
import { type Deployment, openDeployment } from '../deployment.ts';
import { type ErasureProgress, eraseAll } from '../erasure.ts';
import { instant } from '../table.ts';

export const erase: CliCommand = {
  name: 'erase',
  options: {
    contact: { type: 'string', multiple: true },
    source: { type: 'string' },
    'dry-run': { type: 'boolean' },
    yes: { type: 'boolean' },
  },
  summary: 'Erases what is held of a person, by telephone, e-mail, or with --source by an id',
  run: async (target, { text, texts, flag, secret }) => {
    const dryRun = flag('dry-run');
    if (!dryRun && !flag('yes')) {
      throw new UsageError('What is erased is gone: look with --dry-run first, then erase with --yes');
    }
    // A shell remembers what is typed after it.
    const typed = texts('contact');
    const given = typed.length > 0 ? typed : [await secret('Telephone, e-mail or id')];
    const source = text('source');
    const named = given.map((one) => contactOf(one, source));
    const deployment = await openDeployment(target);
    if (source !== undefined) await mustBeKnown(source, deployment);
    const contacts = named.map((one) => contactDigest(deployment.key, source ?? '', one));
    const erasure = await eraseAll(deployment, { contacts, dryRun }, sayProgress);
    const shown = given.map(masked);
    return { json: publicReport(shown, erasure, dryRun), text: describe(shown, erasure, dryRun) };
  },
};

/** What Botmaker and Trino number or name by themselves means somebody only within a source. */
function contactOf(given: string, source: string | undefined): string {
  const contact = readContact(given);
  if (source !== undefined) {
    if (/^(id|identifier):./.test(given)) return given;
    if (contact === undefined) return `id:${given}`;
    throw new UsageError(
      'A telephone number or an e-mail address is the same person at every source: leave out --source. For a long number that is an id, write id:<number>',
    );
  }
  if (contact !== undefined) return contact;
  throw new UsageError(
    '--contact takes a telephone number with its country code or an e-mail address; for an id, name its --source',
  );
}

async function mustBeKnown(source: string, { sources }: Deployment): Promise<void> {
  const known = (await sources.read()).sources.map(({ id }) => id);
  if (!known.includes(source)) throw new CommandError(`There is no source ${source}.`);
}

/** Enough to see that it was the one that was meant. */
const masked = (contact: string): string =>
  contact.length < 8 ? '…' : `${contact.slice(0, 3)}…${contact.slice(-2)}`;

function sayProgress(looked: number): void {
  if (process.stderr.isTTY) process.stderr.write(`looked at ${looked} so far\n`);
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
    `${dryRun ? 'Would be erased' : 'Erased'} of ${contacts.join(', ')}: ${erased.entry} of the error log, ${erased.body} stored bodies, ${erased.session} sessions, ${erased.copy} copies of deliveries. ${looked} items looked at.`,
    ...(nothing ? ['Nothing is held of this contact. Is the number whole, with its country code?'] : []),
    ...waits.map(
      ({ conversation, deadlineAtMs }) => `Not erased: ${conversation} waits, ${untilWhen(deadlineAtMs)}.`,
    ),
    ...(unreadable > 0
      ? [
          `Not erased: ${unreadable} that this version cannot read, and that may be of this person. Deploy the version that wrote them and run this again.`,
        ]
      : []),
    ...(changed > 0 ? [`Not erased: ${changed} that came or changed meanwhile. Run this again.`] : []),
    'A person known by another number, an e-mail address or an id as well is found by those too: name each by --contact.',
    'Beyond its reach: messages in the queues for the moment (run this again in some minutes); backups of the tables, for 35 days; the platforms and your own processor. See docs/erasing-a-person.md.',
  ].join('\n');
}

function untilWhen(deadlineAtMs: number | undefined): string {
  if (deadlineAtMs === undefined) return 'about to be queued; run this again in some minutes';
  const leftMs = deadlineAtMs - Date.now();
  if (leftMs <= 0) return `since ${instant(deadlineAtMs)} only for Treble; see npm run acuse -- sessions`;
  return `until ${instant(deadlineAtMs)} (in ${duration(leftMs)}); run this again after that`;
}

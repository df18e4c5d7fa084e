// acuse show: the life of one delivery or conversation. Telephone numbers and the platforms' ids become digests and
// references on this machine: they are not sent, and stand in no log.
import { conversationReference } from '../../functions/core/delivery/conversation-reference.ts';
import { copyKey } from '../../functions/core/delivery/dynamodb-delivery-copies.ts';
import { readJob } from '../../functions/core/delivery/job.ts';
import { contactOrId } from '../../functions/core/person/contact.ts';
import { contactDigest } from '../../functions/core/person/contact-digest.ts';
import type { Source } from '../../functions/core/source/source.ts';
import { conversationScope } from '../../functions/platforms/list.ts';
import { conversationsNamed } from '../../functions/platforms/named-conversations.ts';
import { type CliCommand, CommandError, type Input, UsageError } from '../command.ts';
import { type Deployment, openDeployment } from '../deployment.ts';
import { noSource } from '../find-source.ts';
import { type Asked, findLife, isNothing, type Life } from '../life.ts';
import { deliveriesOf, describeLife } from '../life-text.ts';
import { payloadOf } from '../payload-text.ts';
import { showSearched } from '../progress.ts';
import { readReference } from '../references.ts';
import { publicSession } from '../session-facts.ts';
import { SINCE, timeOf } from '../time-option.ts';
import { identitiesOf } from './erase.ts';

const DAY_MS = 24 * 3600_000;

export const show: CliCommand = {
  name: 'show',
  rest: 'id',
  options: {
    phone: {
      type: 'string',
      value: 'number',
      meaning: 'of this person: a telephone number or an e-mail address',
    },
    session: { type: 'string', value: 'id', meaning: 'of this session of Treble' },
    conversation: {
      type: 'string',
      value: 'id',
      meaning: "of this conversation, by the platform's id: the number in Trino AI, the contact in Botmaker",
    },
    source: { type: 'string', value: 'id', meaning: 'the source that --conversation is of' },
    since: {
      ...SINCE,
      meaning: `how far back the log is read: ${SINCE.meaning.slice(SINCE.meaning.indexOf('an age'))} (default 24h)`,
    },
    'show-payload': { type: 'boolean', meaning: 'also values, messages and bodies: personal data' },
  },
  summary:
    'Shows the life of a delivery or a conversation: by any id that Acuse prints, or by --phone, --session, --conversation',
  examples: ['show --phone +573990000001', 'show 0b6f3c1e-58a4-4d11-9d5c-2f1f5d6a7b8c --show-payload'],
  run: async (target, input) => {
    const nowMs = Date.now();
    const sinceMs = timeOf('since', input.text('since'), nowMs) ?? nowMs - DAY_MS;
    refuseWithoutOne(input);
    const deployment = await openDeployment(target);
    const asked = await askedFor(input, deployment);
    const life = await findLife(asked, { sinceMs, progress: showSearched }, deployment);
    if (isNothing(life)) throw new CommandError(nothingFound(asked, life));
    const payload = input.flag('show-payload');
    const bodies = payload ? await bodiesOf(life, deployment) : new Map<string, string>();
    return {
      json: publicLife(life, bodies, payload),
      text: describeLife(life, { sinceMs, bodies, payload }),
    };
  },
};

const WAYS = ['phone', 'session', 'conversation'] as const;

function refuseWithoutOne({ args, text }: Input): void {
  const ways = [...args, ...WAYS.filter((one) => text(one) !== undefined)];
  if (ways.length === 0) throw new UsageError('show needs an id, --phone, --session or --conversation');
}

async function askedFor({ args, text }: Input, deployment: Deployment): Promise<Asked> {
  const { keys } = deployment;
  const references = args.map((one) => {
    const reference = readReference(one);
    if (reference) return reference;
    throw new UsageError(
      'An id has letters, digits and the signs -_.# only; a telephone number needs --phone',
    );
  });
  const session = text('session');
  const phone = text('phone');
  const named = text('conversation');
  const ofPlatform =
    named === undefined ? undefined : await namedConversation(named, text('source'), deployment);
  return {
    deliveries: references.flatMap((one) => (one.kind === 'delivery' ? [one.id] : [])),
    conversations: [
      ...references.flatMap((one) => (one.kind === 'conversation' ? [one.ref] : [])),
      ...(session === undefined ? [] : [conversationReference(keys, undefined, ['treble', session])]),
      ...(ofPlatform?.conversations ?? []),
    ],
    contacts: [
      ...(phone === undefined
        ? []
        : identitiesOf(phone, undefined).map((one) => contactDigest(keys, '', one))),
      ...(ofPlatform?.contacts ?? []),
    ],
  };
}

async function namedConversation(
  id: string,
  sourceId: string | undefined,
  { sources, keys }: Deployment,
): Promise<Pick<Asked, 'conversations' | 'contacts'>> {
  const all = (await sources.read()).sources.filter(({ removed }) => !removed);
  const meant = sourceId === undefined ? all : all.filter((one) => one.id === sourceId);
  if (meant.length === 0) throw noSource(sourceId ?? '');
  const referencesAt = (source: Source) =>
    (conversationsNamed(source.platform)?.(id, source) ?? []).map((parts) =>
      conversationReference(keys, conversationScope(source), parts),
    );
  const contact = contactOrId(id, 'id') ?? '';
  return {
    conversations: [...new Set(meant.flatMap(referencesAt))],
    // Where the channel is a part of the conversation, the contact finds it.
    contacts: meant
      .filter(({ platform }) => platform === 'botmaker')
      .map((source) => contactDigest(keys, source.id, contact)),
  };
}

function nothingFound({ contacts }: Asked, { more }: Life): string {
  const advice = [
    'No delivery and no conversation of it is known.',
    ...(contacts.length > 0
      ? ['A person is found by conversations that wait or have waited, and by the error log.']
      : []),
    'The log is read for 24 h: --since 7d looks further back.',
    ...(more ? ['Not all conversations were searched: there are too many.'] : []),
    'If the webhook never came, look at its URL: npx acuse doctor.',
  ];
  return advice.join(' ');
}

/** Of the deliveries whose body is still kept: in the error log, with a wait that is open, or in the table. */
async function bodiesOf(
  { entries, sessions, copies }: Life,
  deployment: Deployment,
): Promise<ReadonlyMap<string, string>> {
  const bucket = await deployment.bodiesBucket();
  const jobs = await Promise.all([
    ...sessions.map(({ ref }) => deployment.sessions.loadJob(ref)),
    ...copies.map(async (id) => (await deployment.copies.load(copyKey(id)))?.job),
  ]);
  const bodies = new Map<string, string>();
  for (const encoded of jobs) {
    const job = encoded === undefined ? undefined : readJob(encoded);
    if (job) bodies.set(job.deliveryId, bodyOf(job.body, bucket));
  }
  for (const entry of entries) {
    const { text, note = '' } = payloadOf(entry, bucket);
    if (entry.job !== undefined) bodies.set(entry.deliveryId, text ?? note);
  }
  return bodies;
}

const bodyOf = (body: NonNullable<ReturnType<typeof readJob>>['body'], bucket: string): string =>
  body.in === 'job' ? body.text : `s3://${bucket}/${body.key}`;

function publicLife(life: Life, bodies: ReadonlyMap<string, string>, payload: boolean) {
  return {
    conversations: life.sessions.map((one) => publicSession(one, { payload })),
    silent: life.silences.map(({ conversation, by, atMs }) => ({
      conversation,
      by,
      since: new Date(atMs).toISOString(),
    })),
    deliveries: deliveriesOf(life.lines).map(({ id, lines }) => ({ deliveryId: id || null, lines })),
    failures: life.entries.map(({ job: _job, contacts: _contacts, parkedAtMs, ...entry }) => ({
      ...entry,
      parkedAt: new Date(parkedAtMs).toISOString(),
    })),
    onlyInTable: life.copies,
    ...(payload && { bodies: Object.fromEntries(bodies) }),
    searchedAll: !life.more,
  };
}

// The measured calls: a webhook in the format of the gateway, for a source that waits and for one that does not, the
// same by other frameworks, and the POSTs for comparison.

import { sample } from '../functions/platforms/treble/sample.ts';
import { updateBody, updatePath } from '../functions/platforms/treble/session-update.ts';
import type { Bundles } from './bundles.ts';
import { hookUrl, postEvent } from './gateway-event.ts';
import type { Subject } from './measure.ts';

export const SUBJECTS = [
  'empty',
  'ingestEvent',
  'ingestWait',
  'sdkEvent',
  'sdkWait',
  'defaultEvent',
  'defaultWait',
  'outsideEvent',
  'outsideWait',
  'sdkPeer',
  'expressPeer',
  'honoPeer',
  'middyPeer',
  'bareWebhook',
  'signedWebhook',
  'bareUpdate',
  'clientUpdate',
] as const;

export type SubjectName = (typeof SUBJECTS)[number];

/** What others would write for an event, and what the tables call it. */
export const PEERS = [
  { name: 'sdkPeer', title: 'SDK alone' },
  { name: 'expressPeer', title: 'express' },
  { name: 'honoPeer', title: 'hono' },
  { name: 'middyPeer', title: 'middy' },
] as const satisfies { name: SubjectName; title: string }[];

export const PEER_NAMES = PEERS.map(({ name }) => name);

const webhook = (sessionId: string) =>
  JSON.stringify(sample({ id: sessionId, nowMs: Date.now(), iso: new Date().toISOString() }));

export function subjectsOf({ files, ingest }: Bundles): Record<SubjectName, Subject> {
  const key = String(ingest.environment['ACUSE_KEY']);
  // Settings are read once a minute; a measurement is shorter.
  const settings = { GetItem: 1 };
  const event = (bundle: string): Subject => ({
    bundle,
    event: webhookEvent(key, 'treble-events'),
    perCall: { SendMessage: 1 },
    once: settings,
  });
  const wait = (bundle: string): Subject => ({
    bundle,
    event: webhookEvent(key, 'treble'),
    perCall: { SendMessage: 1, UpdateItem: 1 },
    once: settings,
  });
  /** Has a token of its own and reads no settings. */
  const peer = (bundle: string): Subject => ({
    bundle,
    event: postEvent(`https://acuse.example/hooks/peer?token=${key}`, webhook('bench')),
    perCall: { SendMessage: 1 },
  });
  const update = {
    event: {
      path: updatePath('bench'),
      body: updateBody([
        { key: 'verdict', value: 'approved' },
        { key: 'acuse_status', value: 'done' },
      ]),
    },
    perCall: { POST: 1 },
  };
  return {
    empty: { bundle: files.empty, event: webhookEvent(key, 'treble'), perCall: {} },
    ingestEvent: event(files.ingest),
    ingestWait: wait(files.ingest),
    sdkEvent: event(files.sdkIngest),
    sdkWait: wait(files.sdkIngest),
    defaultEvent: event(files.defaultIngest),
    defaultWait: wait(files.defaultIngest),
    outsideEvent: event(files.outsideIngest),
    outsideWait: wait(files.outsideIngest),
    sdkPeer: peer(files.sdkPeer),
    expressPeer: peer(files.expressPeer),
    honoPeer: peer(files.honoPeer),
    middyPeer: peer(files.middyPeer),
    bareWebhook: {
      bundle: files.barePost,
      event: { path: '/', body: webhook('bench') },
      perCall: { POST: 1 },
    },
    signedWebhook: {
      bundle: files.signedPost,
      event: { body: webhook('bench') },
      perCall: { SendMessage: 1 },
    },
    bareUpdate: { ...update, bundle: files.barePost },
    clientUpdate: { ...update, bundle: files.clientPost },
  };
}

const webhookEvent = (key: string, sourceId: 'treble' | 'treble-events'): object =>
  postEvent(hookUrl('https://acuse.example', key, sourceId), webhook('bench'));

// The measured calls: a webhook in the format of the gateway, for a source that waits and for one that does not, and
// the POSTs for comparison.

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
  'bareWebhook',
  'signedWebhook',
  'bareUpdate',
  'clientUpdate',
] as const;

export type SubjectName = (typeof SUBJECTS)[number];

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

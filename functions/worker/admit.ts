// Decides by a source's settings what to do with a job: drop it because its sender is not verified, give it to a processor, or
// not work on it, and why. The rest of the worker does not know the settings.

import { BodyMissingError, type BodyStore } from '../core/delivery/body-store.ts';
import type { Job } from '../core/delivery/job.ts';
import type { NotWorkedReason } from '../core/reason/reason.ts';
import { verifyLater } from '../core/source/sender-verification.ts';
import { filteredBy, type Source } from '../core/source/source.ts';
import type { SourceDirectory } from '../core/source/source-directory.ts';
import type { Processor } from '../processors/processor.ts';
import { bodyOf } from './body-of.ts';

export type Admission =
  /** It was accepted unverified, and now its sender does not pass the verification. */
  | { readonly kind: 'forged' }
  /** It was accepted unverified, and the stored body that would verify its sender is gone. */
  | { readonly kind: 'body_missing' }
  | {
      readonly kind: 'admitted';
      readonly processor: Processor;
      readonly waits: boolean;
      /** Its messages of customers are answered: the platform's other events say what became of the answers. */
      readonly answers?: Source['answers'];
      /** The source's own, where it has one. */
      readonly deadlineSeconds?: number;
    };

export interface AdmitPorts {
  readonly directory: SourceDirectory;
  readonly bodies: BodyStore;
  chooseProcessor(source: Source): Promise<Processor>;
}

/** The settings cannot be read now, and without them no job may be worked on. */
export class SettingsUnreadError extends Error {
  override readonly name = 'SettingsUnreadError';
  readonly code = 'settings_unread';
  readonly retryable = true;
}

export async function admit(job: Job, ports: AdmitPorts): Promise<Admission> {
  const source = await settingsOf(job, ports.directory);
  if (source && job.unverified) {
    const body = await storedBody(job, ports.bodies);
    if (body === undefined) return { kind: 'body_missing' };
    if (!verifyLater(source, { ...job, unverified: job.unverified }, body)) return { kind: 'forged' };
  }
  if (!source || source.removed)
    return { kind: 'admitted', processor: notWorked('removed'), waits: job.wait !== undefined };
  const processor = await processorFor(source, job, ports);
  const { waits, answers, deadlineSeconds } = source;
  return {
    kind: 'admitted',
    processor,
    waits: waits || answers !== undefined,
    ...(answers && { answers }),
    ...(deadlineSeconds !== undefined && { deadlineSeconds }),
  };
}

async function storedBody(job: Job, bodies: BodyStore): Promise<string | undefined> {
  try {
    return await bodyOf(job, bodies);
  } catch (error) {
    if (error instanceof BodyMissingError) return undefined;
    throw error;
  }
}

async function processorFor(source: Source, job: Job, { chooseProcessor }: AdmitPorts): Promise<Processor> {
  if (!source.enabled) return notWorked('disabled');
  if (source.answers === 'on' && job.taken) return notWorked('person_in_charge');
  return filteredBy(source, job) ? notWorked('filtered') : chooseProcessor(source);
}

/** A source that is not known may be new: it existed when its webhook was received. */
async function settingsOf(job: Job, directory: SourceDirectory): Promise<Source | undefined> {
  const named = (sources: readonly Source[] | undefined) => sources?.find(({ id }) => id === job.source);
  const known = named(await directory.sources());
  if (known) return known;
  const sources = await directory.sourcesSince(job.receivedAtMs);
  if (!sources) throw new SettingsUnreadError('The settings of the sources could not be read. Trying again.');
  return named(sources);
}

/** Nobody is to work on it, and why. A conversation that waits is continued with the reason at once. */
export const notWorked = (reason: NotWorkedReason): Processor => ({
  name: 'none',
  process: async () => ({ kind: 'not_worked', reason }),
});

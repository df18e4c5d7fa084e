// What the resume function needs to be told.
import * as v from 'valibot';
import { BOUNDS } from '../core/bounds.ts';
import { sendingEnvironment } from '../core/wait/sending-environment.ts';
import { bounded, text } from '../runtime/environment.ts';

export const resumeEnvironment = v.object({
  ...sendingEnvironment,
  ACUSE_KEY: text,
  RESUME_DELAY_MS: bounded(BOUNDS.ResumeDelayMs),
});

export type ResumeEnvironment = v.InferInput<typeof resumeEnvironment>;

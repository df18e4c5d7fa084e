// What the resume function needs to be told.
import * as v from 'valibot';
import { BOUNDS } from '../shared/bounds.ts';
import { bounded, text } from '../shared/environment.ts';
import { sendingEnvironment } from '../shared/sending-environment.ts';

export const resumeEnvironment = v.object({
  ...sendingEnvironment,
  ACUSE_KEY: text,
  RESUME_DELAY_MS: bounded(BOUNDS.ResumeDelayMs),
});

export type ResumeEnvironment = v.InferInput<typeof resumeEnvironment>;

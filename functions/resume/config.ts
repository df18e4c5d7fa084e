// The environment of the resume function.
import * as v from 'valibot';
import { keysVariable } from '../core/key/keys.ts';
import { resumeDelayMs } from '../core/parameters/treble.ts';
import { variablesOf } from '../core/parameters/variables-of.ts';
import { sendingEnvironment } from '../core/wait/sending-environment.ts';

export const resumeEnvironment = v.object({
  ...sendingEnvironment,
  ACUSE_KEY: keysVariable,
  ...variablesOf(resumeDelayMs),
});

export type ResumeEnvironment = v.InferInput<typeof resumeEnvironment>;

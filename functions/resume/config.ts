// The environment of the resume function.
import { keysVariable } from '../core/key/keys.ts';
import { resumeDelayMs } from '../core/parameters/treble.ts';
import { variablesOf } from '../core/parameters/variables-of.ts';
import { sendingEnvironment } from '../core/wait/sending-environment.ts';
import type { DeployedEnvironment } from '../runtime/environment.ts';

export const resumeEnvironment = {
  ...sendingEnvironment,
  ACUSE_KEY: keysVariable,
  ...variablesOf(resumeDelayMs),
};

export type ResumeEnvironment = DeployedEnvironment<typeof resumeEnvironment>;

// All checks, in the order in which they are told.
import type { Check } from '../check.ts';
import { alarmReaders, alarms } from './alarms.ts';
import { concurrency } from './concurrency.ts';
import { parameters } from './parameters.ts';
import { arrows, echoes, keys } from './platforms.ts';
import { functions, processor, reachable } from './processors.ts';
import { lookupSecrets, settings } from './settings.ts';
import { failures, late, pauses, version } from './work.ts';

export const CHECKS: readonly Check[] = [
  version,
  concurrency,
  processor,
  reachable,
  functions,
  settings,
  lookupSecrets,
  parameters,
  keys,
  arrows,
  echoes,
  pauses,
  late,
  failures,
  alarmReaders,
  alarms,
];

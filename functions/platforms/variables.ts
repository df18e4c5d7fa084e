// The variables of a conversation by name, as an event brings them: session variables, or custom attributes.
import { findBotmakerVariable } from './botmaker/variables.ts';
import { byPlatform } from './list.ts';
import { findTrebleVariable } from './treble/variables.ts';
import { findTrinoVariable } from './trino/variables.ts';

/** Undefined if the variable is missing or blank. Never throws. */
export const findVariable = byPlatform<(body: unknown, name: string) => string | undefined>({
  treble: findTrebleVariable,
  botmaker: findBotmakerVariable,
  trino: findTrinoVariable,
});

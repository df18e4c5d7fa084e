// One command of an operator: parsed, run, and logged with its caller. IAM alone decides who may invoke this function.
import * as v from 'valibot';
import { type CommandResult, commandSchema, type IssuedCommand } from '../core/command/command.ts';
import type { SendPorts, SendSettings } from '../core/wait/decision-sender.ts';
import type { LogLine } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';
import { type DismissPorts, dismissEntries } from './dismiss.ts';
import { type EndPausePorts, endPause } from './end-pause.ts';
import { type ErasePorts, erasePerson } from './erase.ts';
import { type ReplayPorts, replayer } from './replay.ts';
import { operatorResume } from './resume-by-hand.ts';
import { type SwitchSourcePorts, switchSource } from './switch-source.ts';

export interface OperatePorts
  extends SendPorts,
    SwitchSourcePorts,
    EndPausePorts,
    ReplayPorts,
    DismissPorts,
    ErasePorts {
  readonly log: SendPorts['log'];
  readonly clock: SendPorts['clock'];
}

/** Runs one command. `invocationId`: unique. Never throws. */
export type Operator = (input: unknown, invocationId: string) => Promise<CommandResult>;

export function operator(ports: OperatePorts, settings: SendSettings): Operator {
  const resume = operatorResume(ports, settings);
  const replay = replayer(ports, settings);

  async function run(command: IssuedCommand, invocationId: string): Promise<CommandResult> {
    switch (command.action) {
      case 'resume':
        return resume({ ...command, answer: command }, `operate:${invocationId}`);
      case 'switch':
        return switchSource(command, ports);
      case 'retry':
        return endPause(command, ports);
      case 'erase':
        return erasePerson(command, ports);
      case 'replay':
        return replay(command);
      case 'dismiss':
        return dismissEntries(command, ports);
    }
  }

  return async (input, invocationId) => {
    const parsed = v.safeParse(commandSchema, input);
    if (!parsed.success) {
      const fields = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'the command');
      return { ok: false, message: `Not a known command: look at ${[...new Set(fields)].join(', ')}.` };
    }
    const command = parsed.output;
    const result = await run(command, invocationId).catch((error: unknown): CommandResult => {
      const problem = errorName(error);
      return { ok: false, unknown: true, message: `It could not be done just now (${problem}). Try again.` };
    });
    const { action, by } = command;
    const line = { event: 'command', action, by, ok: result.ok, ...describe(command, result) };
    ports.log.write(result.ok ? 'info' : 'warn', line);
    return result;
  };
}

/** For the log. A name that does not exist is left out: an operator may have typed a secret in its place. */
function describe(command: IssuedCommand, { unknown }: CommandResult): Omit<LogLine, 'event'> {
  switch (command.action) {
    case 'resume':
      return unknown ? {} : { conversation: command.conversation };
    case 'switch':
      return unknown ? {} : { source: command.source };
    case 'retry':
      return unknown ? {} : { destination: command.destination };
    case 'erase':
      return { contacts: command.contacts.length, dryRun: command.dryRun };
    case 'replay':
      return { entries: command.ids.length, force: command.force, dryRun: command.dryRun };
    case 'dismiss':
      return { entries: command.ids.length, dryRun: command.dryRun };
  }
}

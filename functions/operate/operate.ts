// One order of an operator: read, carried out, written into the log with who gave it. Whoever may invoke this function
// may act; there is no other guard here.
import * as v from 'valibot';
import { type CommandResult, commandSchema, type IssuedCommand } from '../core/command/command.ts';
import type { SendSettings } from '../core/wait/send-decision.ts';
import type { LogLine } from '../runtime/log.ts';
import { errorName } from '../runtime/log.ts';
import { type DismissPorts, dismissEntries } from './dismiss.ts';
import { type ErasePorts, erasePerson } from './erase.ts';
import { type ReplayPorts, replayEntries } from './replay.ts';
import { type ResumeByHandPorts, resumeByHand } from './resume-by-hand.ts';
import { type SwitchSourcePorts, switchSource } from './switch-source.ts';

export interface OperatePorts
  extends ResumeByHandPorts,
    SwitchSourcePorts,
    ReplayPorts,
    DismissPorts,
    ErasePorts {}

export async function operate(
  input: unknown,
  invocationId: string,
  ports: OperatePorts,
  settings: SendSettings,
): Promise<CommandResult> {
  const parsed = v.safeParse(commandSchema, input);
  if (!parsed.success) {
    const fields = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'the order');
    return {
      ok: false,
      message: `Not an order that is known here: look at ${[...new Set(fields)].join(', ')}.`,
    };
  }
  const order = parsed.output;
  const result = await carryOut(order, invocationId, ports, settings).catch(
    (error: unknown): CommandResult => {
      const problem = errorName(error);
      return { ok: false, unknown: true, message: `It could not be done just now (${problem}). Try again.` };
    },
  );
  const { action, by } = order;
  ports.log.write(result.ok ? 'info' : 'warn', {
    event: 'order',
    action,
    by,
    ok: result.ok,
    ...about(order, result),
  });
  return result;
}

async function carryOut(
  order: IssuedCommand,
  invocationId: string,
  ports: OperatePorts,
  settings: SendSettings,
): Promise<CommandResult> {
  switch (order.action) {
    case 'resume':
      return resumeByHand(order, `operate:${invocationId}`, ports, settings);
    case 'switch':
      return switchSource(order, ports);
    case 'erase':
      return erasePerson(order, ports);
    case 'replay':
      return replayEntries(order, ports, settings);
    case 'dismiss':
      return dismissEntries(order, ports);
  }
}

/** Names nothing but what is there. */
function about(order: IssuedCommand, { unknown }: CommandResult): Omit<LogLine, 'event'> {
  switch (order.action) {
    case 'resume':
      return unknown ? {} : { conversation: order.conversation };
    case 'switch':
      return unknown ? {} : { source: order.source };
    case 'erase':
      return { contacts: order.contacts.length, dryRun: order.dryRun };
    case 'replay':
      return { entries: order.ids.length, force: order.force, dryRun: order.dryRun };
    case 'dismiss':
      return { entries: order.ids.length, dryRun: order.dryRun };
  }
}

// Gives an order to the operate function, and says who gave it.
import type { Lambda } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import type { Command, CommandResult } from '../functions/core/command/command.ts';
import { CommandError } from './command.ts';

const result = v.object({ ok: v.boolean(), message: v.string(), details: v.optional(v.unknown()) });

export interface Operator {
  readonly lambda: Lambda;
  readonly functionName: string;
  /** The caller's ARN, or who it is on a local run. */
  readonly by: string;
}

/** What became of it. @throws {CommandError} when nobody could be told. */
export async function giveOrder(
  order: Command,
  { lambda, functionName, by }: Operator,
): Promise<CommandResult> {
  const Payload = JSON.stringify({ ...order, by });
  const answer = await lambda.invoke({ FunctionName: functionName, Payload }).catch((cause: unknown) => {
    const name = cause instanceof Error ? cause.name : 'no answer';
    const advice =
      name === 'AccessDeniedException' ? ' Your AWS identity needs lambda:InvokeFunction on it.' : '';
    throw new CommandError(`The operate function could not be called (${name}).${advice}`, { cause });
  });
  const text = answer.Payload?.transformToString() ?? '';
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), result), text);
  if (answer.FunctionError === undefined && parsed.success) {
    const { ok, message, details } = parsed.output;
    return { ok, message, ...(details !== undefined && { details }) };
  }
  throw new CommandError('The operate function failed: look at its log.');
}

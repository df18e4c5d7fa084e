// Sends a command to the operate function, with the name of the caller. The function cannot check the name.
import type { Lambda } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import type { Command, CommandResult } from '../functions/core/command/command.ts';
import { CommandError } from './command.ts';

const result = v.object({ ok: v.boolean(), message: v.string(), details: v.optional(v.unknown()) });

export interface Operator {
  readonly lambda: Lambda;
  readonly functionName: string;
  /** The ARN of the caller, or `local`. */
  readonly by: string;
}

/** @throws {CommandError} when the function cannot be called, or fails. */
export async function sendCommand(
  command: Command,
  { lambda, functionName, by }: Operator,
): Promise<CommandResult> {
  const Payload = JSON.stringify({ ...command, by });
  const answer = await lambda.invoke({ FunctionName: functionName, Payload }).catch((cause: unknown) => {
    const name = cause instanceof Error ? cause.name : 'no answer';
    const advice =
      name === 'AccessDeniedException'
        ? ' Your AWS identity needs the permission lambda:InvokeFunction for this function.'
        : '';
    throw new CommandError(`The operate function could not be called (${name}).${advice}`, { cause });
  });
  const text = answer.Payload?.transformToString() ?? '';
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), result), text);
  if (answer.FunctionError === undefined && parsed.success) {
    const { ok, message, details } = parsed.output;
    return { ok, message, ...(details !== undefined && { details }) };
  }
  throw new CommandError('The operate function failed: read its log.');
}

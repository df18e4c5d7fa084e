// An erasure takes several commands: the answer to each one says where the next one continues.
import * as v from 'valibot';
import type { Command } from '../functions/core/command/command.ts';
import { type ErasureReport, erasureReport } from '../functions/core/person/erasure.ts';
import { CommandError } from './command.ts';
import type { Deployment } from './deployment.ts';

export type ErasureProgress = Omit<ErasureReport, 'next'>;

/** A failed command can have erased a part. The same command finds the rest. */
const MAX_ATTEMPTS = 3;

/** @throws {CommandError} when a command fails on every attempt. */
export async function eraseAll(
  { sendCommand }: Pick<Deployment, 'sendCommand'>,
  erasure: { readonly contacts: string[]; readonly dryRun: boolean },
  progress: (looked: number) => void,
): Promise<ErasureProgress> {
  const sum = { looked: 0, changed: 0, unreadable: 0, erased: { session: 0, copy: 0, entry: 0, body: 0 } };
  let from: string | undefined;
  for (;;) {
    const part: ErasureReport = await sendUntilDone(sendCommand, {
      action: 'erase',
      ...erasure,
      ...(from !== undefined && { from }),
    });
    sum.looked += part.looked;
    sum.changed += part.changed;
    sum.unreadable += part.unreadable;
    for (const kind of ['session', 'copy', 'entry', 'body'] as const) sum.erased[kind] += part.erased[kind];
    from = part.next;
    if (from === undefined) return { ...sum, waits: part.waits };
    progress(sum.looked);
  }
}

async function sendUntilDone(
  sendCommand: Deployment['sendCommand'],
  command: Extract<Command, { action: 'erase' }>,
): Promise<ErasureReport> {
  for (let attempt = 1; ; attempt += 1) {
    const { ok, message, details } = await sendCommand(command);
    if (ok) return v.parse(erasureReport, details);
    if (attempt === MAX_ATTEMPTS)
      throw new CommandError(
        `${message} ${command.dryRun ? 'Nothing is changed.' : 'The data found before this error is erased.'} Run the command again.`,
      );
  }
}

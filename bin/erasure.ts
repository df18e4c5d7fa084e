// An erasure of as many orders as it takes: each says where the next goes on.
import * as v from 'valibot';
import type { Command } from '../functions/core/command/command.ts';
import { type ErasureReport, erasureReport } from '../functions/core/person/erasure.ts';
import { CommandError } from './command.ts';
import type { Deployment } from './deployment.ts';

export type ErasureProgress = Omit<ErasureReport, 'next'>;

/** An order that failed may have erased a part of what it found; the same again finds the rest. */
const TRIES = 3;

/** @throws {CommandError} with what had been done by then. */
export async function eraseAll(
  { order }: Pick<Deployment, 'order'>,
  erasure: { readonly contacts: string[]; readonly dryRun: boolean },
  progress: (looked: number) => void,
): Promise<ErasureProgress> {
  const sum = { looked: 0, changed: 0, unreadable: 0, erased: { session: 0, copy: 0, entry: 0, body: 0 } };
  let from: string | undefined;
  for (;;) {
    const part: ErasureReport = await giveUntilDone(order, {
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

async function giveUntilDone(order: Deployment['order'], one: Command): Promise<ErasureReport> {
  for (let attempt = 1; ; attempt += 1) {
    const { ok, message, details } = await order(one);
    if (ok) return v.parse(erasureReport, details);
    if (attempt === TRIES)
      throw new CommandError(`${message} What was found before is erased; run it again.`);
  }
}

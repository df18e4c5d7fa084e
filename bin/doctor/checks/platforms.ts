// Whether the platforms take our calls, show us our messages, and have our URLs in the right places.
import type { ErrorLogEntry } from '../../../functions/core/error-log/entry.ts';
import type { SourceHealth } from '../../../functions/core/statistics/report.ts';
import { counted } from '../../../functions/runtime/format.ts';
import { type Check, type Finding, onFact } from '../check.ts';

/** The entry that is written once a day for a source whose key or address its platform refuses. */
export const isRefusedKey = ({ deliveryId, reason }: ErrorLogEntry): boolean =>
  /-\d{4}-\d{2}-\d{2}$/.test(deliveryId) && /_(3\d\d|401|403)$/.test(reason);

export const keys: Check = {
  name: 'the platforms take our keys',
  look: ({ failures }) =>
    onFact(failures, (entries) =>
      entries.filter(isRefusedKey).map(({ id, source = '', platform, reason }) => ({
        problem: `${platform} refuses the key or the address of ${source} (${reason})`,
        mend: `npx acuse source edit ${source} --api-key, then npx acuse dismiss ${id}`,
      })),
    ),
};

export const arrows: Check = {
  name: 'the URLs are on the right arrows',
  look: ({ stats, sources }) =>
    onFact(stats, (report) => {
      const healthOf = (id: string) => report.sources.find((one) => one.id === id);
      const waiting = sources.filter(({ waits }) => waits);
      const others = sources.filter(({ platform, waits }) => platform === 'treble' && !waits);
      const isPosted = (id: string) => received(healthOf(id)) > 0;
      const posted = others.find(({ id }) => isPosted(id));
      const silent = posted && !waiting.some(({ id }) => isPosted(id)) ? waiting[0] : undefined;
      return [
        ...waiting.flatMap(({ id }) => tookAway(id, healthOf(id))),
        ...(silent && posted ? [nobodyWaits(silent.id, posted.id)] : []),
      ];
    }),
};

const received = (health: SourceHealth | undefined): number => (health ? health.success + health.slow : 0);

function tookAway(id: string, health: SourceHealth | undefined): Finding[] {
  const count = health?.outcomes.platform_timeout ?? 0;
  if (count === 0) return [];
  return [
    {
      problem: `Treble's own timeout took ${counted(count, 'conversation')} of ${id} away before the result came, in the last 24 h`,
      mend: `is its URL on the arrow into the [REQUEST_TRIGGER] block? Then make the alternate flow longer, or: npx acuse source edit ${id} --deadline-seconds …`,
    },
  ];
}

const nobodyWaits = (waiting: string, posted: string): Finding => ({
  problem: `webhooks come to ${posted}, and none to ${waiting}: no conversation waits`,
  mend: `paste the URL of ${waiting} (npx acuse urls) on the arrow into the [REQUEST_TRIGGER] block, if the flow has one`,
  note: true,
});

export const echoes: Check = {
  name: 'the platforms show us our messages',
  look({ sources, stats, echoes: seen }) {
    const answering = sources.filter(({ answers }) => answers);
    if (answering.length === 0) return undefined;
    if ('unknown' in stats) return stats;
    const hasAnswered = (id: string) =>
      (stats.found.sources.find((one) => one.id === id)?.conversations.withResult ?? 0) > 0;
    return onFact(seen, (known) =>
      answering
        .filter(({ id }) => hasAnswered(id) && !known.includes(id))
        .map(({ id }) => ({
          problem: `${id} has answered, and no webhook about a message of ours ever came to it: what is unclear stays unconfirmed`,
          mend: 'let the platform send the bot’s messages too (docs/platforms)',
        })),
    );
  },
};

// What a person reads in the terminal when a run is ready. The URLs contain tokens; showing them is the purpose.
import { findPlatform } from '../functions/platforms/list.ts';
import { findWhereToPaste } from '../functions/platforms/where-to-paste.ts';
import type { Ready } from './ready.ts';

/** What somebody who has just started it wants next. */
const NEXT = [
  ['test treble', 'posts a sample and follows it'],
  ['source edit treble --processor photo-check', 'chooses what does the long work'],
  ['stats', 'what came, and what became of it'],
] as const;

/** `state` says where the state is kept. */
export function summaryOf(ready: Ready, { seconds, state }: { seconds: number; state: string }): string {
  const width = Math.max(...ready.sources.map(({ id }) => id.length));
  const sources = ready.sources.map(({ id, platform, waits, url }) => {
    const where = findWhereToPaste(platform)?.({ waits }) ?? `${platform}: a platform of another version`;
    return `  ${id.padEnd(width)}  ${url}\n  ${' '.repeat(width)}  ${where}`;
  });
  const console = ready.consoleUrl ? `See what happens: ${ready.baseUrl}/\n` : '';
  const simulated = Object.entries(ready.simulators).map(
    ([platform, page]) => `${findPlatform(platform)?.label ?? platform} is simulated: ${page}\n`,
  );
  return `
Acuse is ready at ${ready.baseUrl} after ${seconds.toFixed(1)} s.

Paste these URLs into the platforms. Each contains a token: treat it like a password.
${sources.join('\n')}

${tunnelOf(ready)}${console}${simulated.join('')}${state}

In another terminal:
${NEXT.map(([command, why]) => `  npx acuse ${command} --local ${ready.baseUrl}   # ${why}`).join('\n')}
Stop with ctrl-C.
`;
}

const tunnelOf = ({ public: address }: Ready): string =>
  address
    ? `Let the tunnel lead to ${address.tunnelTo}. From outside only webhooks and results reach it, at ${address.url}.\n`
    : '';

// The simulators of a run: one for each platform whose address the user has not given.
import type { Template } from '../template/assembly.ts';
import { BOTMAKER_PATH, startBotmakerSimulator } from './botmaker.ts';
import type { ChatPorts, ChatSimulator } from './chat-simulator.ts';
import { startTrebleSimulator, type TrebleSimulator } from './treble.ts';
import { startTrinoSimulator } from './trino.ts';

export interface Simulators {
  readonly treble?: TrebleSimulator | undefined;
  readonly botmaker?: ChatSimulator | undefined;
  readonly trino?: ChatSimulator | undefined;
}

/** The pages, by platform. */
export type SimulatorUrls = Readonly<Partial<Record<keyof Simulators, string>>>;

/** The parameter with the address of each platform's API. */
const ADDRESS = { treble: 'TrebleBaseUrl', botmaker: 'BotmakerBaseUrl', trino: 'TrinoBaseUrl' } as const;

export interface StartedSimulators extends Simulators {
  readonly urls: SimulatorUrls;
  close(): Promise<void>;
}

export interface SimulatorsOptions extends Pick<ChatPorts, 'sources'> {
  readonly given: ReadonlyMap<string, string>;
  readonly declared: Template['Parameters'];
}

export async function startSimulators({
  given,
  declared,
  sources,
}: SimulatorsOptions): Promise<StartedSimulators> {
  const isNeeded = (platform: keyof Simulators) =>
    Object.hasOwn(declared, ADDRESS[platform]) && !given.has(ADDRESS[platform]);
  const urls: Partial<Record<keyof Simulators, string>> = {};
  const siblings = () => urls;
  const simulators = {
    treble: isNeeded('treble') ? await startTrebleSimulator(siblings) : undefined,
    botmaker: isNeeded('botmaker') ? await startBotmakerSimulator({ siblings, sources }) : undefined,
    trino: isNeeded('trino') ? await startTrinoSimulator({ siblings, sources }) : undefined,
  };
  for (const name of ['treble', 'botmaker', 'trino'] as const) {
    const { url } = simulators[name] ?? {};
    if (url !== undefined) urls[name] = url;
  }
  return {
    ...simulators,
    urls,
    async close() {
      for (const simulator of Object.values(simulators)) await simulator?.close();
    },
  };
}

/** The given parameters, and those that make the functions use the simulators. */
export function withSimulators(
  given: ReadonlyMap<string, string>,
  declared: Template['Parameters'],
  { treble, botmaker, trino }: Simulators,
): ReadonlyMap<string, string> {
  const needsPhotos = Object.hasOwn(declared, 'PhotoAllowedHosts') && !given.has('PhotoAllowedHosts');
  return new Map([
    ...given,
    ...(treble ? [[ADDRESS.treble, treble.url] as const] : []),
    ...(botmaker ? [[ADDRESS.botmaker, `${botmaker.url}${BOTMAKER_PATH}`] as const] : []),
    ...(trino ? [[ADDRESS.trino, trino.url] as const] : []),
    ...(treble && needsPhotos ? [['PhotoAllowedHosts', hostOf(treble)] as const] : []),
  ]);
}

/** Whether photo-check may load the simulator's photo. */
export const allowsSimulatedPhotos = (
  parameters: ReadonlyMap<string, string>,
  simulator: TrebleSimulator,
): boolean => parameters.get('PhotoAllowedHosts') === hostOf(simulator);

const hostOf = ({ url }: TrebleSimulator): string => new URL(url).host;

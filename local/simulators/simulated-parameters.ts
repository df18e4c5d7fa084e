// The parameters that make the functions use a simulator: where the user gave none, Treble's address and the hosts of
// Treble's photos are the simulator's.
import type { Template } from '../template/assembly.ts';
import type { TrebleSimulator } from './treble.ts';

export function withSimulator(
  given: ReadonlyMap<string, string>,
  declared: Template['Parameters'],
  simulator: TrebleSimulator | undefined,
): ReadonlyMap<string, string> {
  if (!simulator) return given;
  const needsPhotos = Object.hasOwn(declared, 'PhotoAllowedHosts') && !given.has('PhotoAllowedHosts');
  return new Map([
    ...given,
    ['TrebleBaseUrl', simulator.url],
    ...(needsPhotos ? [['PhotoAllowedHosts', hostOf(simulator)] as const] : []),
  ]);
}

/** Whether photo-check may load the simulator's photo. */
export const allowsSimulatedPhotos = (
  parameters: ReadonlyMap<string, string>,
  simulator: TrebleSimulator,
): boolean => parameters.get('PhotoAllowedHosts') === hostOf(simulator);

const hostOf = ({ url }: TrebleSimulator): string => new URL(url).host;

import type { PlatformSigns } from '../signs.ts';

export const trinoSigns: PlatformSigns = { read: () => undefined, isBots: () => false };

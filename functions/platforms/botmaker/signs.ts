import type { PlatformSigns } from '../signs.ts';

export const botmakerSigns: PlatformSigns = { read: () => undefined, isBots: () => false };

import type { MakeOutbound } from '../answering.ts';

export const trinoOutbound: MakeOutbound = ({ destination }) => ({
  platform: 'trino',
  destination,
  plan: () => ({ calls: [] }),
});

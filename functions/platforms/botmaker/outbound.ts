import type { MakeOutbound } from '../answering.ts';

export const botmakerOutbound: MakeOutbound = ({ destination }) => ({
  platform: 'botmaker',
  destination,
  plan: () => ({ calls: [] }),
});

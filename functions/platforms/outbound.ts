// The side that continues conversations, made from a function's configuration.
import type { sessionUpdateSettleSeconds, trebleBaseUrl } from '../core/parameters/treble.ts';
import type { VariablesOf } from '../core/parameters/variables-of.ts';
import type { Outbound } from '../core/wait/outbound.ts';
import { clock } from '../runtime/clock.ts';
import { trebleOutbound } from './treble/outbound.ts';

type OutboundConfig = VariablesOf<[typeof trebleBaseUrl, typeof sessionUpdateSettleSeconds]>;

/** Treble is the only platform whose conversations wait. */
export const configuredOutbound = (config: OutboundConfig): Outbound =>
  trebleOutbound({
    baseUrl: config.TREBLE_BASE_URL,
    settleMs: config.SESSION_UPDATE_SETTLE_SECONDS * 1000,
    clock,
  });

// Who the customer of an event is, by platform.
import { findBotmakerCustomer } from './botmaker/customer.ts';
import type { Customer } from './customer.ts';
import { byPlatform } from './list.ts';
import { findTrebleCustomer } from './treble/customer.ts';
import { findTrinoCustomer } from './trino/customer.ts';

/** Never throws. */
export const findCustomer = byPlatform<(body: unknown) => Customer>({
  treble: findTrebleCustomer,
  botmaker: findBotmakerCustomer,
  trino: findTrinoCustomer,
});

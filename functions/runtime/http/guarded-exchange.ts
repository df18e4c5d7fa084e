// One HTTP call to a host that is not trusted, without access to internal addresses. Each address is checked when the
// socket connects, so that a name cannot change in between. Redirects are not followed.
//
//   URL ─ guardUrl ─▶ resolve ─ isPublicAddress ─▶ connect only to these
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type Answer, type ExchangeRequest, exchange, NoAnswerError } from './client.ts';
import { guardUrl } from './guard.ts';
import { isPublicAddress } from './public-address.ts';

export interface GuardedRequest extends Omit<ExchangeRequest, 'lookup'> {
  /** Hosts that can have a private address: `host` or `host:port`. */
  readonly allowedHosts: readonly string[];
  /** Replaces the resolver of the system. */
  readonly resolve?: Resolve | undefined;
}

export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

export type GuardedAnswer =
  | ({ readonly kind: 'answered' } & Answer<Buffer>)
  | { readonly kind: 'forbidden_address' }
  /** `code`: of {NoAnswerError}. `ENOTFOUND`: the name does not exist; an error of the resolver is `EAI_AGAIN`. */
  | { readonly kind: 'no_answer'; readonly code: string };

class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  readonly code = 'FORBIDDEN_ADDRESS';
}

export async function guardedExchange({
  allowedHosts,
  resolve = systemResolve,
  ...request
}: GuardedRequest): Promise<GuardedAnswer> {
  const guarded = guardUrl(request.origin, allowedHosts);
  if (guarded.kind === 'forbidden') return { kind: 'forbidden_address' };
  try {
    const answer = await exchange({ ...request, lookup: guardedLookup(resolve, guarded.trusted) });
    return { kind: 'answered', ...answer };
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    if (error.cause instanceof ForbiddenAddressError) return { kind: 'forbidden_address' };
    return { kind: 'no_answer', code: error.code };
  }
}

/** The socket connects only to these addresses. One forbidden address is enough to refuse the host. */
function guardedLookup(resolve: Resolve, trusted: boolean): LookupFunction {
  return (hostname, { all }, done) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        const forbidden = !trusted && !addresses.every(({ address }) => isPublicAddress(address));
        if (!first || forbidden) return done(new ForbiddenAddressError('Not a public address.'), '', 0);
        if (all) done(null, [...addresses]);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    );
  };
}

function systemResolve(hostname: string): Promise<readonly ResolvedAddress[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly ResolvedAddress[]>();
  systemLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  return promise;
}

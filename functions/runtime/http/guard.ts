// Which URLs from outside may be called at all, by what they say of themselves; where their host's name leads is
// looked at when it is connected to (guarded-download.ts).
import { isIP } from 'node:net';
import { isLoopback } from './loopback.ts';
import { isPublicAddress } from './public-address.ts';

/** `trusted`: the operator has named this host, so it may be a private one. */
export type Guarded = { readonly kind: 'call'; readonly trusted: boolean } | { readonly kind: 'forbidden' };

const FORBIDDEN: Guarded = { kind: 'forbidden' };

/**
 * https on port 443 to a public name or address. Of a host in `allowedHosts` (`host` for the scheme's own port, or
 * `host:port`) any address will do, and on loopback http too. The URL parser has written every spelling of an
 * address (decimal, octal, short) in the one way that is looked at here.
 */
export function guardUrl(url: URL, allowedHosts: readonly string[]): Guarded {
  const { protocol, hostname, port, username, password } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return FORBIDDEN;
  // A name with a dot at its end is another name to a list and the same to a resolver.
  if (username !== '' || password !== '' || hostname.endsWith('.')) return FORBIDDEN;
  const usualPort = protocol === 'https:' ? '443' : '80';
  const names = [`${hostname}:${port || usualPort}`, ...(port === '' ? [hostname] : [])];
  const trusted = allowedHosts.some((one) => names.includes(one.toLowerCase()));
  if (trusted && (protocol === 'https:' || isLoopback(hostname))) return { kind: 'call', trusted };
  if (protocol !== 'https:' || port !== '') return FORBIDDEN;
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  // An address is connected to without being looked up, so it is looked at here.
  if (isIP(address) !== 0 && !isPublicAddress(address)) return FORBIDDEN;
  return { kind: 'call', trusted: false };
}

// Checks an untrusted URL by its text. The addresses of its host are checked when the socket connects (guarded-exchange.ts).
import { isIP } from 'node:net';
import { isLoopback } from './loopback.ts';
import { isPublicAddress } from './public-address.ts';

/** `trusted`: the operator has allowed this host, so its address can be private. */
export type Guarded = { readonly kind: 'call'; readonly trusted: boolean } | { readonly kind: 'forbidden' };

const FORBIDDEN: Guarded = { kind: 'forbidden' };

/**
 * Permits https on port 443 to a public name or address. A host in `allowedHosts` (`host` for the default port, or
 * `host:port`) can have any address, and on loopback also http. The URL parser has normalised all notations of an
 * address (decimal, octal, short).
 */
export function guardUrl(url: URL, allowedHosts: readonly string[]): Guarded {
  const { protocol, hostname, port, username, password } = url;
  if (protocol !== 'https:' && protocol !== 'http:') return FORBIDDEN;
  // A final dot makes the name different for the list, but not for the resolver.
  if (username !== '' || password !== '' || hostname.endsWith('.')) return FORBIDDEN;
  const usualPort = protocol === 'https:' ? '443' : '80';
  const names = [`${hostname}:${port || usualPort}`, ...(port === '' ? [hostname] : [])];
  const trusted = allowedHosts.some((host) => names.includes(host.toLowerCase()));
  if (trusted && (protocol === 'https:' || isLoopback(hostname))) return { kind: 'call', trusted };
  if (protocol !== 'https:' || port !== '') return FORBIDDEN;
  const address = hostname.replace(/^\[(.*)\]$/, '$1');
  // An address needs no lookup, so it is checked here.
  if (isIP(address) !== 0 && !isPublicAddress(address)) return FORBIDDEN;
  return { kind: 'call', trusted: false };
}

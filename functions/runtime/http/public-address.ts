// Whether an address is one that anybody on the internet may reach. A list of what is allowed and not of what is
// not: new special ranges are refused until somebody has looked at them.
import ipaddr from 'ipaddr.js';

/** Unicast by the registry, and still answered by the machine's own cloud: Azure's. */
const ANSWERED_BY_THE_CLOUD: readonly string[] = ['168.63.129.16'];

/** All that has been given out for the public internet: https://www.iana.org/assignments/ipv6-unicast-address-assignments */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * False for private, loopback, link-local (where clouds keep credentials), shared, multicast and documentation
 * addresses, for those that carry an IPv4 address inside (mapped, NAT64, 6to4, Teredo), and for what is no address.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast' || ANSWERED_BY_THE_CLOUD.includes(address.toString())) return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_IPV6);
}

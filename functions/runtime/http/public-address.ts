// Checks that an address is public. Only known public ranges are allowed, so new special ranges are refused.
import ipaddr from 'ipaddr.js';

/** Public by the registry, but internal in Azure. */
const CLOUD_INTERNAL: readonly string[] = ['168.63.129.16'];

/** The range of public IPv6 addresses: https://www.iana.org/assignments/ipv6-unicast-address-assignments */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * False for private, loopback, link-local (clouds serve credentials there), shared, multicast and documentation
 * addresses, for addresses that contain an IPv4 address (mapped, NAT64, 6to4, Teredo), and for invalid addresses.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast' || CLOUD_INTERNAL.includes(address.toString())) return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_IPV6);
}

// The loopback names. Plain http is safe there, because the traffic stays on the machine.

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** `hostname` in the form of a URL: lower case, an IPv6 address in brackets. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.includes(hostname);

// The names under which a machine reaches itself, where plain http is safe: nobody else can listen in.

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** `hostname` as a URL has it: lower case, an IPv6 address in brackets. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.includes(hostname);

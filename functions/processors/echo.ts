export const echo = { name: 'echo' };

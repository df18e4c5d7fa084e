export const none = { name: 'none' };

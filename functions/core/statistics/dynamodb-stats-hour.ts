// Where an entry of the statistics stands: under its hour, in the order of its minutes (UTC).

/** `2030-01-31T23` */
export const hourOf = (ms: number): string => new Date(ms).toISOString().slice(0, 13);

/** `59` */
export const minuteInHour = (ms: number): string => new Date(ms).toISOString().slice(14, 16);

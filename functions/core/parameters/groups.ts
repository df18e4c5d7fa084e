// The headings that parameters stand below. A processor with many parameters of its own has its heading in its folder.
// Used as `groups.…`, so that a bundle leaves them out.

export const treble = 'Continuing conversations in Treble';
export const answering = 'Answering in Botmaker and Trino AI';
export const work = 'Processor and worker';
export const photo = 'Requirements of photos';
export const load = 'Concurrency';
export const slow = 'Slow answers';
export const retention = 'Retention';
export const alarms = 'Alarms';
export const key = 'The key';

// The headings that parameters stand below. A processor with many parameters has one of its own, in its folder.
// Used as `groups.…`, so that a bundle leaves them out.

export const treble = 'Continuing conversations in Treble';
export const work = 'What does the long work';
export const load = 'How much at once';
export const slow = 'What counts as slow';
export const retention = 'How long things are kept';
export const alarms = 'Who is told';
export const key = 'The key';

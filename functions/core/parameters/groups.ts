// The headings that parameters stand below. A processor with many parameters has one of its own, in its folder.

export const GROUPS = {
  treble: 'Continuing conversations in Treble',
  work: 'What does the long work',
  load: 'How much at once',
  slow: 'What counts as slow',
  retention: 'How long things are kept',
  alarms: 'Who is told',
  key: 'The key',
} as const;

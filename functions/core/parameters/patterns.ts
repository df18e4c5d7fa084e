// Parts of patterns that several text parameters use. They are read by CloudFormation too, so they keep to what both
// JavaScript and Java understand.

/** Start of a URL. Plain http is for the same machine only, where nobody else can listen. */
export const ORIGIN = '(https://[A-Za-z0-9.-]+|https?://(127\\.0\\.0\\.1|localhost|\\[::1\\]))(:[0-9]{1,5})?';

/** Of `a,b,c`. The empty text is the empty list. */
export const commaList = (text: string): readonly string[] => text.split(',').filter((item) => item !== '');

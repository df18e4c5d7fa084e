// Parts of patterns that several text parameters use. They are read by CloudFormation too, so they keep to what both
// JavaScript and Java understand.

/** Start of a URL. Plain http is for the same machine only, where nobody else can listen. */
export const ORIGIN = '(https://[A-Za-z0-9.-]+|https?://(127\\.0\\.0\\.1|localhost|\\[::1\\]))(:[0-9]{1,5})?';

/** What a path may hold; anything else is written as `%` and two digits. One byte a character. */
const PATH_CHARACTERS = "A-Za-z0-9._~!$&'()*+,;=:@%/\\[\\]-";

/** From the first `/` of a URL. */
export const PATH = `/[${PATH_CHARACTERS}]*`;
export const PATH_AND_QUERY = `/[?${PATH_CHARACTERS}]*`;

/** At most two bytes in UTF-8: letters with accents. */
const ACCENTED = '\\u00a1-\\u07ff';

/** The name of a variable on a platform, or nothing. With at most five accents its bytes are bounded. */
export const VARIABLE_NAME = `^(?!(.*[${ACCENTED}]){6})[!#-\\[\\]-~${ACCENTED}]*$`;
export const VARIABLE_NAME_CONSTRAINT =
  'must be the name of a variable, without spaces and with at most five accents, or empty';

/** Of `a,b,c`. The empty text is the empty list. */
export const commaList = (text: string): readonly string[] => text.split(',').filter((item) => item !== '');

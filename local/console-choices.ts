// What a person has chosen to see on the console's page: in the query of its URL. Language and time zone are remembered in
// cookies. A browser without a choice says which languages its user reads.
import type { IncomingHttpHeaders } from 'node:http';

const CHOICES = ['lang', 'tz', 'window', 'source', 'reason', 'search', 'refresh'] as const;

const REMEMBERED = ['lang', 'tz'] as const;

const YEAR_SECONDS = 31_536_000;

export type Choices = Readonly<Partial<Record<(typeof CHOICES)[number], string>>>;

/** The choices as the console's function takes them. */
export function choicesOf(query: URLSearchParams, headers: IncomingHttpHeaders): Choices {
  const cookies = cookiesOf(headers.cookie ?? '');
  const chosen: { -readonly [Name in keyof Choices]: Choices[Name] } = {};
  for (const name of CHOICES) {
    const value = query.get(name) || cookies.get(cookieName(name));
    if (value) chosen[name] = value;
  }
  const languages = [chosen.lang, headers['accept-language']].filter(Boolean).join();
  return { ...chosen, ...(languages !== '' && { lang: languages }) };
}

/** The cookies that remember what the query says. */
export function rememberedChoices(query: URLSearchParams): string[] {
  return REMEMBERED.flatMap((name) => {
    const value = query.get(name);
    return value
      ? [
          `${cookieName(name)}=${encodeURIComponent(value)}; Path=/.acuse; Max-Age=${YEAR_SECONDS}; SameSite=Strict; HttpOnly`,
        ]
      : [];
  });
}

const cookieName = (name: string): string => `acuse-${name}`;

function cookiesOf(header: string): Map<string, string> {
  const pairs = header.split('; ').map((pair): [string, string] => {
    const [name = '', value = ''] = pair.split('=');
    return [name, decode(value)];
  });
  return new Map(pairs);
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}

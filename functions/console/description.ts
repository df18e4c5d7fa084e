// The description that a dashboard shows during setup: it sends `{"describe":true}` and expects Markdown.
import { LANGUAGE_NAMES } from '../runtime/language.ts';
import { WINDOW_NAMES } from './view.ts';

export const DESCRIPTION = `## Acuse console

What customers got, open waits, paused destinations, the error log, and the statistics of the sources and
destinations of this deployment. It only reads. It uses the theme and time zone of the dashboard.

Its buttons call the operate function, so they need the permission to invoke that function.

### Example parameters

\`\`\` yaml
language: es
window: 24h
\`\`\`

- **language**: ${Object.entries(LANGUAGE_NAMES)
  .map(([code, name]) => `\`${code}\` (${name})`)
  .join(', ')}. Default: the language of the AWS console, or English.
- **window**: ${WINDOW_NAMES.map((name) => `\`${name}\``).join(', ')}. Default: \`30m\`.
`;

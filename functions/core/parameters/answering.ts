// Where the answers to Botmaker's and Trino AI's conversations go.
import * as groups from './groups.ts';
import { prose, type TextParameter } from './parameter.ts';
import { ORIGIN, PATH } from './patterns.ts';

export const botmakerBaseUrl = {
  name: 'BotmakerBaseUrl',
  kind: 'text',
  default: 'https://api.botmaker.com/v2.0',
  maxLength: 60,
  pattern: `^${ORIGIN}(${PATH})?$`,
  constraint: 'must be an https URL without query, or http on 127.0.0.1, localhost or [::1]',
  prose: /* @__PURE__ */ prose({
    group: groups.answering,
    label: "Botmaker's address",
    meaning: 'Base URL of the Botmaker API that answers are sent to. Plain http on loopback only.',
    more: 'A source may have its own: `acuse source edit <id> --api-base-url`.',
    extremes: 'The key of each source goes there, so name only hosts you trust. At most 60 characters.',
  }),
} as const satisfies TextParameter;

export const trinoBaseUrl = {
  name: 'TrinoBaseUrl',
  kind: 'text',
  default: '',
  maxLength: 60,
  pattern: `^(${ORIGIN}(${PATH})?)?$`,
  constraint: 'must be empty, or an https URL without query, or http on 127.0.0.1, localhost or [::1]',
  prose: /* @__PURE__ */ prose({
    group: groups.answering,
    label: "Trino AI's address",
    meaning: 'Base URL of the Trino AI or Chatwoot that answers are sent to. Plain http on loopback only.',
    more: 'It is the address in the browser, `https://chat.example.com`. A source may have its own: `acuse source edit <id> --api-base-url`.',
    extremes:
      'Empty: only sources with an address of their own can answer. The key of each source goes there, so name only hosts you trust. At most 60 characters.',
  }),
} as const satisfies TextParameter;

// The processor `http`: it calls an endpoint of the user.

import * as groups from '../../core/parameters/groups.ts';
import { prose, type TextParameter } from '../../core/parameters/parameter.ts';
import { ORIGIN, PATH_AND_QUERY } from '../../core/parameters/patterns.ts';
import { defineProcessor } from '../definition.ts';

const processorUrl = {
  name: 'ProcessorUrl',
  kind: 'text',
  default: '',
  maxLength: 400,
  pattern: `^(${ORIGIN}(${PATH_AND_QUERY})?)?$`,
  constraint: 'must be empty, an https URL, or http on 127.0.0.1, localhost or [::1]',
  prose: /* @__PURE__ */ prose({
    group: groups.work,
    label: 'Address of the processor',
    meaning: 'The URL to which the processor http posts events. Plain http on loopback only.',
    more: 'Requests have a signature of Standard Webhooks. A source can have its own address.',
    extremes:
      'Empty: with `Processor=http` every wait continues as failed, `acuse_reason=no_processor_url`. At most 400 characters.',
  }),
} as const satisfies TextParameter;

export const http = defineProcessor({
  name: 'http',
  parameters: [processorUrl],
  async make({ PROCESSOR_URL }, { source, ...context }) {
    const { httpProcessor } = await import('./http.ts');
    return httpProcessor({ ...context, url: source.processorUrl ?? PROCESSOR_URL });
  },
});

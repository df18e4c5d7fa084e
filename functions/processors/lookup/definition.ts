// The processor `lookup`: it asks an address of the user and sets variables, without code. What it asks is a setting of
// each source: the environment of the worker has no room for it.
import { defineProcessor } from '../definition.ts';

export const lookup = defineProcessor({
  name: 'lookup',
  parameters: [],
  async make(_settings, context) {
    const { lookupProcessor } = await import('./lookup.ts');
    return lookupProcessor(context);
  },
});

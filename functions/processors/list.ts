// The processors to choose from by the stack's `Processor` parameter. To add one, write its file beside this
// one and add its line: the parameter's allowed values are the names here. Loaded when chosen, so that one
// with a heavy dependency costs the others nothing.
import type { Processor, ProcessorSettings } from './processor.ts';

export const processors = {
  none: async () => (await import('./none.ts')).none,
  echo: async () => (await import('./echo.ts')).echo,
  http: async (settings) => (await import('./http/http.ts')).http(settings),
  lambda: async (settings) => (await import('./lambda/lambda.ts')).lambda(settings),
  'photo-check': async (settings) => (await import('./photo-check/photo-check.ts')).photoCheck(settings),
} satisfies Record<string, (settings: ProcessorSettings) => Promise<Processor>>;

export type ProcessorName = keyof typeof processors;

export const processorNames = Object.keys(processors) as ProcessorName[];

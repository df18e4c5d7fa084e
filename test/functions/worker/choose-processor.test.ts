// Which processor a source has, and how often it is created.
import { expect, test } from 'vitest';
import { variableName } from '../../../functions/core/parameters/parameter.ts';
import { variablesOf } from '../../../functions/core/parameters/variables-of.ts';
import { newSource, type Source } from '../../../functions/core/source/source.ts';
import { processors } from '../../../functions/processors/list.ts';
import { ownParameters } from '../../../functions/processors/parameters.ts';
import { readEnvironment } from '../../../functions/runtime/environment.ts';
import { processorChooser } from '../../../functions/worker/choose-processor.ts';
import { workerEnvironment } from '../../../functions/worker/config.ts';
import { plainKey, sampleJob } from '../../builders.ts';
import { processorContext } from '../processors/processor-context.ts';

const defaults = ownParameters.map((row) => [variableName(row.name), String(row.default)]);
const settings = {
  ...readEnvironment(variablesOf(...ownParameters), Object.fromEntries(defaults)),
  ACUSE_KEY: plainKey('a key for tests'),
  PROCESSOR: 'http',
  PROCESSOR_TIMEOUT_SECONDS: 1,
  PROCESSOR_URL: 'https://stack.example',
  PROCESSOR_FUNCTION_ARNS: ['one', 'two'].map(
    (name) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
  ),
} as const;
const source = (more: Partial<Source> = {}): Source => ({ ...newSource('treble', 'treble', true), ...more });
const choose = () => processorChooser(settings, processorContext());

test.each<[Partial<Source>, string]>([
  [{}, 'http:stack.example'],
  [{ processorUrl: 'https://own.example' }, 'http:own.example'],
  [{ processor: 'lambda' }, 'lambda:one'],
  [{ processor: 'lambda', processorFunction: 'two' }, 'lambda:two'],
  [{ processor: 'photo-check' }, 'photo-check'],
  // This processor is no longer in the list.
  [{ processor: 'no-longer-there' }, 'http:stack.example'],
])('a source with %j calls %s', async (more, destination) => {
  expect((await choose()(source(more))).destination).toBe(destination);
});

test('a processor is created once for a source, and again after a change of its settings', async () => {
  const chosen = choose();
  const first = await chosen(source());
  expect(await chosen(source())).toBe(first);
  expect(await chosen(source({ secretGeneration: 2 }))).not.toBe(first);
});

test.each(processors.map((definition) => [definition.name, definition] as const))(
  '%s is created from the environment of the worker, with its own name',
  async (name, definition) => {
    const made = await definition.make(settings, processorContext());
    expect(made.name).toBe(name);
    const variables = Object.keys(workerEnvironment);
    expect(variables).toEqual(
      expect.arrayContaining(definition.parameters.map((row) => variableName(row.name))),
    );
  },
);

test('the names of all parameters of processors are unique', () => {
  const names = ownParameters.map((row) => row.name);
  expect(names).toEqual([...new Set(names)]);
});

test('none processes no job', async () => {
  const none = await choose()(source({ processor: 'none' }));
  const task = { job: sampleJob(), body: '{}' };
  expect(await none.process(task, new AbortController().signal)).toEqual({
    kind: 'not_worked',
    reason: 'no_processor',
  });
});

// The demonstration's own source in the stored settings: beside whatever stands there, and gone again afterwards.
import { describe, expect, test } from 'vitest';
import { newSource, parseSources, printSources, type Source } from '../../../functions/core/source/source.ts';
import { addDemoSource, DEMO_SOURCE, removeDemoSource } from '../../../local/demo/demo-source.ts';
import { type AwsJson, EngineError } from '../../../local/services/engines/aws-json.ts';

type Item = { doc: { S: string }; version: { N: string } };

/** One item in memory, with the conditions that the settings are written under. `before` each write, somebody may act. */
function settingsTable(before: (table: { item: Item | undefined }) => void = () => {}) {
  const table: { item: Item | undefined } = { item: undefined };
  const dynamoDb: AwsJson = async (operation, input) => {
    if (operation === 'GetItem') return { Item: table.item };
    before(table);
    const { Item: stored, ExpressionAttributeValues: values }: Record<string, never> = Object(input);
    const expected: string | undefined = Object(values)[':version']?.N;
    if (table.item?.version.N !== expected)
      throw new EngineError('ConditionalCheckFailedException', 'changed');
    table.item = operation === 'PutItem' ? stored : undefined;
    return {};
  };
  const store = (...sources: Source[]) => {
    const version = { N: String(Number(table.item?.version.N ?? 0) + 1) };
    table.item = { doc: { S: printSources(sources) }, version };
  };
  const sources = () => parseSources(table.item?.doc.S ?? '[]');
  return { settings: { table: 'Sources', dynamoDb }, table, store, sources };
}

const own = newSource('kyc', 'treble', true);

describe('the demonstration’s source', () => {
  test('comes and goes without a trace where there are no settings', async () => {
    const { settings, table, sources } = settingsTable();
    await addDemoSource(settings);
    expect(sources()).toEqual([DEMO_SOURCE]);
    await removeDemoSource(settings);
    expect(table.item).toBeUndefined();
  });

  test('stands beside the settings that are there, and leaves them as they were', async () => {
    const { settings, store, sources } = settingsTable();
    store(own);
    await addDemoSource(settings);
    await addDemoSource(settings);
    expect(sources()).toEqual([own, DEMO_SOURCE]);
    await removeDemoSource(settings);
    expect(sources()).toEqual([own]);
  });

  test('takes back nothing that somebody else writes at the same time', async () => {
    let others = 2;
    const { settings, store, sources } = settingsTable(() => {
      others -= 1;
      if (others >= 0) store(...sources().filter(({ id }) => id !== 'kyc'), own);
    });
    await addDemoSource(settings);
    expect(sources()).toEqual([own, DEMO_SOURCE]);
  });

  test('gives up where it never gets its turn', async () => {
    const { settings, store } = settingsTable(() => store(own));
    await expect(addDemoSource(settings)).rejects.toThrow('changed');
  });
});

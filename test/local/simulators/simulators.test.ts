// Which platforms are simulated, and that then every address is a simulator's.
import { expect, onTestFinished, test } from 'vitest';
import { botmakerBaseUrl, trinoBaseUrl } from '../../../functions/core/parameters/answering.ts';
import { trebleBaseUrl } from '../../../functions/core/parameters/treble.ts';
import { startSimulators, withSimulators } from '../../../local/simulators/simulators.ts';

const ADDRESSES = [trebleBaseUrl, botmakerBaseUrl, trinoBaseUrl];
const declared = Object.fromEntries(
  ADDRESSES.map((one) => [one.name, { Type: 'String', Default: one.default, AllowedPattern: one.pattern }]),
);

async function start(given: Record<string, string>, parameters = declared) {
  const values = new Map(Object.entries(given));
  const simulators = await startSimulators({ given: values, declared: parameters, sources: async () => [] });
  onTestFinished(simulators.close);
  return { urls: simulators.urls, values: withSimulators(values, parameters, simulators) };
}

test('where no address is given, each is a simulator’s, of a form that the parameter takes', async () => {
  const { urls, values } = await start({});
  expect(Object.keys(urls)).toEqual(['treble', 'botmaker', 'trino']);
  for (const { name, pattern } of ADDRESSES) {
    const value = values.get(name) ?? '';
    expect(new URL(value).hostname).toBe('127.0.0.1');
    expect(value).toMatch(new RegExp(pattern));
    expect(Object.values(urls)).toContain(new URL(value).origin);
  }
});

test('a given address is kept, and its platform is not simulated', async () => {
  const given = { BotmakerBaseUrl: 'https://api.botmaker.com/v2.0', TrinoBaseUrl: '' };
  const { urls, values } = await start(given);
  expect(Object.keys(urls)).toEqual(['treble']);
  expect(Object.fromEntries(values)).toMatchObject(given);
});

test('a platform whose address the template does not know is not simulated', async () => {
  const { urls, values } = await start({}, { TrebleBaseUrl: declared['TrebleBaseUrl'] } as typeof declared);
  expect([Object.keys(urls), [...values.keys()]]).toEqual([['treble'], ['TrebleBaseUrl']]);
});

test('each page leads to the others', async () => {
  const { urls } = await start({});
  for (const page of Object.values(urls)) {
    const text = await (await fetch(page)).text();
    for (const url of Object.values(urls)) expect(text).toContain(`href="${url}"`);
  }
});

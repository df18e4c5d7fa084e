import { describe, expect, test } from 'vitest';
import { parseFlags } from '../../local/flags.ts';

const problemOf = (...args: string[]): { message: string; exitCode: unknown } => {
  try {
    parseFlags(args);
  } catch (problem) {
    return { message: Object(problem).message, exitCode: Object(problem).exitCode };
  }
  return { message: 'none', exitCode: 0 };
};

describe('the command line', () => {
  test('has a default for everything', () => {
    expect(parseFlags([])).toEqual({
      port: 8787,
      demo: true,
      json: false,
      verbose: false,
      help: false,
      data: undefined,
      publicUrl: undefined,
      parameters: new Map(),
    });
  });

  test('accepts every flag, with both forms of a value', () => {
    expect(parseFlags(['--port', '0', '--no-demo', '--json', '--verbose', '--data=/tmp/x'])).toMatchObject({
      verbose: true,
      port: 0,
      demo: false,
      json: true,
      data: '/tmp/x',
    });
  });

  test('accepts several parameters after one flag, the flag again, and values with = and commas', () => {
    const { parameters } = parseFlags([
      ...[
        '--parameters',
        'A=1',
        'B=2',
        '--json',
        '--parameters',
        'FallbackKeys=a=b,c=d=e',
        '--parameters=C=',
      ],
    ]);
    expect([...parameters]).toEqual([
      ['A', '1'],
      ['B', '2'],
      ['FallbackKeys', 'a=b,c=d=e'],
      ['C', ''],
    ]);
  });

  test.each([
    [['--prot', '1'], '--prot is not a flag of npm start'],
    [['serve'], 'serve is not a flag of npm start'],
    [['--port'], '--port needs a value'],
    [['--port', 'http'], '--port must be a whole number from 0 to 65535'],
    [['--port', '65536'], '--port must be a whole number from 0 to 65535'],
    [['--port=-1'], '--port must be a whole number from 0 to 65535'],
    [['--data', '--json'], '--data needs a value'],
    [['--parameters'], '--parameters needs Name=Value'],
    [['--parameters', 'Processor'], '--parameters takes Name=Value'],
    [['--parameters', '=echo'], '--parameters takes Name=Value'],
  ])('refuses %j', (args, words) => {
    const { message, exitCode } = problemOf(...args);
    expect(message).toContain(words);
    expect(message).not.toContain('\n');
    expect(exitCode).toBe(2);
  });

  test('reports all mistakes at once, and never a value', () => {
    const { message } = problemOf('--port', 'x', '--parameters', 'hunter2', '--token=hunter2');
    expect(message).toContain('--port');
    expect(message).toContain('--parameters');
    expect(message).toContain('--token');
    expect(message).not.toContain('hunter2');
  });
});

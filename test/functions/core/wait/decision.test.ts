// What a decision holds.
import { describe, expect, test } from 'vitest';
import { decision } from '../../../../functions/core/wait/decision.ts';

describe('a decision', () => {
  test('carries its variables and, last, how it came about', () => {
    expect(decision('worker-1', 'done', [{ key: 'verdict', value: 'sharp' }])).toEqual({
      cause: 'done',
      keys: [
        { key: 'verdict', value: 'sharp' },
        { key: 'acuse_status', value: 'done' },
      ],
      by: 'worker-1',
    });
  });

  test.each(['failed', 'timeout'] as const)('says why, unless it is done: %s', (cause) => {
    expect(decision('w', cause, [], 'deadline')).toEqual({
      cause,
      reason: 'deadline',
      keys: [
        { key: 'acuse_status', value: cause },
        { key: 'acuse_reason', value: 'deadline' },
      ],
      by: 'w',
    });
    expect(decision('w', 'done', [], 'deadline').keys).toEqual([{ key: 'acuse_status', value: 'done' }]);
  });

  test('leaves out variables that use a name of ours', () => {
    const keys = [
      { key: 'acuse_status', value: 'done' },
      { key: 'acuse_anything', value: 'x' },
      { key: 'acuse', value: 'theirs' },
    ];
    expect(decision('w', 'failed', keys).keys).toEqual([
      { key: 'acuse', value: 'theirs' },
      { key: 'acuse_status', value: 'failed' },
    ]);
  });

  test('has every name once: the last value counts', () => {
    const keys = [
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
      { key: 'a', value: '3' },
    ];
    expect(decision('w', 'done', keys).keys).toEqual([
      { key: 'a', value: '3' },
      { key: 'b', value: '2' },
      { key: 'acuse_status', value: 'done' },
    ]);
  });

  test('takes names that mean something to JavaScript', () => {
    const keys = [
      { key: '__proto__', value: '1' },
      { key: 'constructor', value: '2' },
      { key: '', value: '3' },
    ];
    expect(decision('w', 'done', keys).keys.slice(0, 3)).toEqual(keys);
  });
});

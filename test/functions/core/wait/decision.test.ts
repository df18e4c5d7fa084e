// The variables of a decision.
import { describe, expect, test } from 'vitest';
import { decision } from '../../../../functions/core/wait/decision.ts';

describe('a decision', () => {
  test('has its variables and, at the end, its cause', () => {
    expect(decision('worker-1', 'done', { keys: [{ key: 'verdict', value: 'sharp' }] })).toEqual({
      cause: 'done',
      keys: [
        { key: 'verdict', value: 'sharp' },
        { key: 'acuse_status', value: 'done' },
      ],
      by: 'worker-1',
    });
  });

  test.each(['failed', 'timeout'] as const)('has its reason, unless the cause is done: %s', (cause) => {
    expect(decision('w', cause, { keys: [] }, 'deadline')).toEqual({
      cause,
      reason: 'deadline',
      keys: [
        { key: 'acuse_status', value: cause },
        { key: 'acuse_reason', value: 'deadline' },
      ],
      by: 'w',
    });
    expect(decision('w', 'done', { keys: [] }, 'deadline').keys).toEqual([
      { key: 'acuse_status', value: 'done' },
    ]);
  });

  test('omits variables with a reserved name', () => {
    const keys = [
      { key: 'acuse_status', value: 'done' },
      { key: 'acuse_anything', value: 'x' },
      { key: 'acuse', value: 'own' },
    ];
    expect(decision('w', 'failed', { keys }).keys).toEqual([
      { key: 'acuse', value: 'own' },
      { key: 'acuse_status', value: 'failed' },
    ]);
  });

  test('has each name once, with its last value', () => {
    const keys = [
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
      { key: 'a', value: '3' },
    ];
    expect(decision('w', 'done', { keys }).keys).toEqual([
      { key: 'a', value: '3' },
      { key: 'b', value: '2' },
      { key: 'acuse_status', value: 'done' },
    ]);
  });

  test('accepts names with a meaning in JavaScript', () => {
    const keys = [
      { key: '__proto__', value: '1' },
      { key: 'constructor', value: '2' },
      { key: '', value: '3' },
    ];
    expect(decision('w', 'done', { keys }).keys.slice(0, 3)).toEqual(keys);
  });
});

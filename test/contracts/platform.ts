// What every platform's inbound adapter must do, whatever arrives: it stands between a webhook and its
// acknowledgement, so it may neither throw nor guess.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InboundEvent, ReadInbound } from '../../functions/core/delivery/event.ts';
import type { FindPhoto, Platform } from '../../functions/platforms/platform.ts';
import type { Fixture } from '../fixtures/load.ts';
import { withKeysReversed } from '../fixtures/variant.ts';
import { damaged, ownFieldNames, UNKNOWN_FIELDS } from './damaged-bodies.ts';

export interface PlatformUnderTest {
  readonly platform: Platform;
  readonly read: ReadInbound;
  readonly findPhoto: FindPhoto;
  /** At least one of every type, and one that is not recognised. */
  readonly samples: readonly Fixture[];
}

export function platformContract({
  platform: { name: platform, ...about },
  read,
  findPhoto,
  samples,
}: PlatformUnderTest): void {
  const readText = (text: string) => read(JSON.parse(text), text);
  const types = new Set(samples.map(({ text }) => readText(text).type));

  /** An event as the rest of the program may rely on it. */
  function expectSound(event: InboundEvent): void {
    expect(event.type.startsWith(`${platform}.`)).toBe(true);
    expect(types, 'no name becomes a type only because a body has it').toContain(event.type);
    expect(event.unrecognised !== undefined).toBe(event.type === `${platform}.unrecognised`);
    expect(event.unrecognised ?? 'recognised').toMatch(/^[a-z_]+$/);
    expect(['inbound', 'outbound', 'none']).toContain(event.direction);
    expect(['customer', 'operator', 'bot', 'system']).toContain(event.author);
    expect([typeof event.private, typeof event.noise]).toEqual(['boolean', 'boolean']);
    expect(event.channel ?? 'none').toMatch(/\S/);
    expect(event.channel?.length ?? 0, 'fits into a queue’s message').toBeLessThanOrEqual(1000);
    expect(event.wait?.sessionId.length ?? 0, 'fits into a queue’s message').toBeLessThanOrEqual(1000);
    for (const parts of [event.conversation, event.deduplicationKey, event.wait?.identity]) {
      expect((parts ?? ['']).map((part: unknown) => typeof part)).toContain('string');
      expect((parts ?? []).filter((part: unknown) => typeof part !== 'string')).toEqual([]);
    }
    expect(event.wait?.sessionId ?? 'none').toMatch(/\S/);
    expect(JSON.parse(JSON.stringify(event)), 'survives being written down').toStrictEqual(event);
  }

  /** What may not depend on how a body happens to be written; a hash of its letters does. */
  function meaning({ deduplicationKey, ...rest }: InboundEvent): object {
    return { ...rest, deduplicationKey: deduplicationKey?.[0] === 'body' ? 'its letters' : deduplicationKey };
  }

  describe(platform, () => {
    test('has samples of what it recognises and of what it does not', () => {
      expect(types.size).toBeGreaterThan(1);
      expect(types).toContain(`${platform}.unrecognised`);
    });

    test('reads each sample into a sound event, twice the same, and leaves the body alone', () => {
      for (const { text } of samples) {
        const body = deepFrozen(JSON.parse(text));
        expectSound(read(body, text));
        expect(read(body, text)).toEqual(readText(text));
      }
    });

    test('never throws, whatever JSON comes', () => {
      const names = fc.constantFrom(...ownFieldNames(samples), '__proto__', 'constructor');
      const { body } = fc.letrec((tie) => ({
        body: fc.oneof(
          { depthSize: 'small' },
          fc.jsonValue(),
          fc.dictionary(names, tie('body')),
          fc.array(tie('body'), { maxLength: 3 }),
        ),
      }));
      fc.assert(fc.property(body, (value) => expectSound(readText(JSON.stringify(value)))));
    });

    test('never throws on a body that lost, emptied, retyped, nested or repeated what it had', () => {
      fc.assert(
        fc.property(damaged(samples), (text) => expectSound(readText(text))),
        { numRuns: 1000 },
      );
    });

    test.each(samples)(
      'reads $name the same with its keys in any order and its letters spread out',
      (sample) => {
        const expected = meaning(readText(sample.text));
        for (const text of [
          JSON.stringify(sample.body),
          JSON.stringify(sample.body, null, '\t'),
          JSON.stringify(withKeysReversed(sample.body)),
        ]) {
          expect(meaning(readText(text))).toEqual(expected);
        }
      },
    );

    test.each(samples)('reads $name the same with fields that nobody knows', ({ text }) => {
      const more = text.replace('{', `{${UNKNOWN_FIELDS},`);
      expect(meaning(readText(more))).toEqual(meaning(readText(text)));
    });

    test('says what it is, and where the URL of each of its sources is pasted', () => {
      expect(platform).toMatch(/^[a-z][a-z0-9]*$/);
      expect(about.label).toMatch(/\S/);
      for (const waits of about.canWait ? [true, false] : [false])
        expect(about.whereToPaste({ waits })).toContain(about.label);
      for (const source of about.firstSources) {
        expect(source.platform).toBe(platform);
        expect(source.waits && !about.canWait, 'waits although it cannot').toBe(false);
      }
    });

    test('finds no photo where there is none, and never throws at looking for one', () => {
      const search = fc.record({
        author: fc.constantFrom('customer', 'bot'),
        variable: fc.constantFrom('', 'x'),
      });
      fc.assert(
        fc.property(fc.oneof(damaged(samples), fc.json()), search, (text, searched) => {
          const url = findPhoto(JSON.parse(text), searched);
          expect(url === undefined || /^https?:\/\//i.test(url)).toBe(true);
        }),
      );
    });

    test.each(samples)('finds nothing of $name where only the prototype would have it', ({ text }) => {
      expect(meaning(readText(`{"__proto__":${text}}`))).toEqual(meaning(readText('{}')));
      expect(Object.keys(Object.prototype)).toEqual([]);
    });
  });
}

function deepFrozen(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFrozen);
  return value;
}

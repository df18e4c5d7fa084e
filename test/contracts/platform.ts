// The contract of every platform's inbound adapter. It runs before the acknowledgement of a webhook, so it must not
// throw and must not guess, whatever body arrives.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { InboundEvent, ReadInbound } from '../../functions/core/delivery/event.ts';
import type { FindPhoto, Platform, WhereToPaste } from '../../functions/platforms/platform.ts';
import type { PlatformSigns } from '../../functions/platforms/platform-signs.ts';
import type { Fixture } from '../fixtures/load.ts';
import { withKeysReversed } from '../fixtures/variant.ts';
import { runs } from '../properties/runs.ts';
import { damaged, ownFieldNames, UNKNOWN_FIELDS } from './damaged-bodies.ts';

export interface PlatformUnderTest {
  readonly platform: Platform;
  readonly read: ReadInbound;
  readonly findPhoto: FindPhoto;
  readonly whereToPaste: WhereToPaste;
  /** Where it answers. */
  readonly signs?: PlatformSigns | undefined;
  /** At least one of each type, and one unrecognised. */
  readonly samples: readonly Fixture[];
}

export function platformContract({
  platform: { name: platform, ...about },
  read,
  findPhoto,
  whereToPaste,
  signs,
  samples,
}: PlatformUnderTest): void {
  const readText = (text: string) => read(JSON.parse(text), text);
  const types = new Set(samples.map(({ text }) => readText(text).type));

  /** The properties of an event that the program relies on. */
  function expectValid(event: InboundEvent): void {
    expect(event.type.startsWith(`${platform}.`)).toBe(true);
    expect(types, 'the type is one of the platform’s types').toContain(event.type);
    expect(event.unrecognised !== undefined).toBe(event.type === `${platform}.unrecognised`);
    expect(event.unrecognised ?? 'recognised').toMatch(/^[a-z_]+$/);
    expect(['inbound', 'outbound', 'none']).toContain(event.direction);
    expect(['customer', 'operator', 'bot', 'system']).toContain(event.author);
    expect([typeof event.private, typeof event.noise]).toEqual(['boolean', 'boolean']);
    expect(event.channel ?? 'none').toMatch(/\S/);
    expect(event.channel?.length ?? 0, 'fits into a message of the queue').toBeLessThanOrEqual(1000);
    const address = event.wait?.sessionId ?? '';
    expect(Buffer.byteLength(address), 'fits into a message of the queue').toBeLessThanOrEqual(17 * 1024);
    for (const parts of [event.conversation, event.deduplicationKey, event.wait?.identity]) {
      expect((parts ?? ['']).map((part: unknown) => typeof part)).toContain('string');
      expect((parts ?? []).filter((part: unknown) => typeof part !== 'string')).toEqual([]);
    }
    expect(event.wait?.sessionId ?? 'none').toMatch(/\S/);
    if (about.canAnswer && event.wait)
      expect([event.author, event.private], 'only a customer’s message is answered').toEqual([
        'customer',
        false,
      ]);
    expect(JSON.parse(JSON.stringify(event)), 'is the same after JSON').toStrictEqual(event);
  }

  /** The part that does not depend on the format of the body. A hash of the text depends on it. */
  function meaning({ deduplicationKey, wait, ...rest }: InboundEvent): object {
    const withoutText = (key: readonly string[] | undefined) => (key?.[0] === 'body' ? 'its text' : key);
    return {
      ...rest,
      deduplicationKey: withoutText(deduplicationKey),
      wait: wait && { ...wait, identity: withoutText(wait.identity) },
    };
  }

  describe(platform, () => {
    test('has recognised and unrecognised samples', () => {
      expect(types.size).toBeGreaterThan(1);
      expect(types).toContain(`${platform}.unrecognised`);
    });

    test('reads each sample into a valid event, twice the same, and does not change the body', () => {
      for (const { text } of samples) {
        const body = deepFrozen(JSON.parse(text));
        expectValid(read(body, text));
        expect(read(body, text)).toEqual(readText(text));
      }
    });

    test('never throws, for any JSON', () => {
      const names = fc.constantFrom(...ownFieldNames(samples), '__proto__', 'constructor');
      const { body } = fc.letrec((tie) => ({
        body: fc.oneof(
          { depthSize: 'small' },
          fc.jsonValue(),
          fc.dictionary(names, tie('body')),
          fc.array(tie('body'), { maxLength: 3 }),
        ),
      }));
      fc.assert(
        fc.property(body, (value) => expectValid(readText(JSON.stringify(value)))),
        runs(100),
      );
    });

    test('never throws for a body with missing, empty, nested or repeated values or other types', () => {
      fc.assert(
        fc.property(damaged(samples), (text) => expectValid(readText(text))),
        runs(1000),
      );
    });

    test.each(samples)('reads $name the same with another key order and other white space', (sample) => {
      const expected = meaning(readText(sample.text));
      for (const text of [
        JSON.stringify(sample.body),
        JSON.stringify(sample.body, null, '\t'),
        JSON.stringify(withKeysReversed(sample.body)),
      ]) {
        expect(meaning(readText(text))).toEqual(expected);
      }
    });

    test.each(samples)('reads $name the same with unknown fields', ({ text }) => {
      const more = text.replace('{', `{${UNKNOWN_FIELDS},`);
      expect(meaning(readText(more))).toEqual(meaning(readText(text)));
    });

    test('has a name, a label and the place of each source’s URL', () => {
      expect(platform).toMatch(/^[a-z][a-z0-9]*$/);
      expect(about.label).toMatch(/\S/);
      for (const waits of about.canWait ? [true, false] : [false])
        expect(whereToPaste({ waits })).toContain(about.label);
      for (const source of about.firstSources) {
        expect(source.platform).toBe(platform);
        expect(source.waits && !about.canWait, 'waits on a platform that cannot wait').toBe(false);
      }
    });

    test('finds a web URL of a photo or nothing, and never throws', () => {
      const search = fc.record({
        author: fc.constantFrom('customer', 'bot'),
        variable: fc.constantFrom('', 'x'),
      });
      fc.assert(
        fc.property(fc.oneof(damaged(samples), fc.json()), search, (text, searched) => {
          const url = findPhoto(JSON.parse(text), searched);
          expect(url === undefined || /^https?:\/\//i.test(url)).toBe(true);
        }),
        runs(100),
      );
    });

    test('answers if it reads the signs of who has a conversation, and never throws', () => {
      expect(signs !== undefined).toBe(about.canAnswer);
      if (!signs) return;
      fc.assert(
        fc.property(fc.oneof(damaged(samples), fc.json()), (text) => {
          const body: unknown = JSON.parse(text);
          const sign = signs.read(read(body, text), body);
          expect(['person', 'bot', undefined]).toContain(sign?.turn);
          expect(typeof signs.isBots(body, { by: 'us', atMs: 0 })).toBe('boolean');
        }),
        runs(1000),
      );
    });

    test.each(samples)('reads nothing of $name from a prototype', ({ text }) => {
      expect(meaning(readText(`{"__proto__":${text}}`))).toEqual(meaning(readText('{}')));
      expect(Object.keys(Object.prototype)).toEqual([]);
    });
  });
}

function deepFrozen(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFrozen);
  return value;
}

// What customers got comes first: the summary, the reasons, the order of sources, and the error log in groups.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupEntries } from '../../../functions/console/error-groups.ts';
import { groupReasons } from '../../../functions/console/outcomes.ts';
import type { Overview } from '../../../functions/console/overview-parts.ts';
import { renderPage } from '../../../functions/console/page.ts';
import { byTrouble, isQuiet } from '../../../functions/console/source-order.ts';
import type { ErrorLogEntry } from '../../../functions/core/error-log/entry.ts';
import { newSource } from '../../../functions/core/source/source.ts';
import { runs } from '../../properties/runs.ts';
import {
  destinationOf,
  drawn,
  forty,
  manyErrors,
  one,
  overviewOf,
  parkedOf,
  refused,
  sourceOf,
  statsOf,
  VIEW,
} from './overviews.ts';
import { textOf } from './visible-text.ts';

const page = (overview: Overview) =>
  renderPage(overview, { kind: 'page', view: VIEW, unknownZone: false }, drawn());

/** `attention Went on without a result 226 …` */
const tilesOf = (html: string): string[] =>
  [...html.matchAll(/<div class="(ok|attention|missing)"><dt>(.*?)<\/dd>/gs)].map(([, status, tile]) =>
    `${status}${textOf(tile ?? '')}`.trim(),
  );

describe('a processor that answers 401 to everything', () => {
  const html = page(refused);

  test('is seen first: conversations without a result, their share and their reason', () => {
    expect(tilesOf(html).slice(0, 4)).toEqual([
      'ok Went on with a result 31 12.1 % of all that went on',
      'attention Went on without a result 226 87.9 %, mostly processor_rejected at treble',
      'attention Unconfirmed 2 the customer may not have the answer',
      'ok Still waiting 1 all within the deadline',
    ]);
  });

  test('is seen at the destination', () => {
    expect(tilesOf(html)).toContain(
      'attention Destinations paused 0 http:checks.example.com: 100 % of its calls fail or are refused',
    );
    expect(textOf(html)).toContain('http:checks.example.com available 216 calls 216 refused');
  });

  test('leads to the advice, by reason and source', () => {
    const text = textOf(html);
    expect(text).toContain(
      '221 × The processor refused the event for good processor_rejected treble 209 trino 12 What to do: It answered with a 4xx',
    );
    expect(html).toContain('<a href="#outcomes">Went on without a result</a>');
    expect(html).toContain('<section class="part" id="outcomes">');
    expect(html).toContain('<a href="#source-treble">treble</a>');
    expect(html).toContain('id="source-treble"');
  });
});

test('conversations that all went on with a result are no reason to look', () => {
  const html = page(one);
  expect(tilesOf(html)[1]).toBe('ok Went on without a result 0 every customer got a result');
  expect(html).not.toContain('id="outcomes"');
  expect(tilesOf(page(overviewOf({})))[0]).toBe('ok Went on with a result 0 no conversation went on');
});

test('a few calls that fail do not mark a destination', () => {
  const of = (error: number) =>
    page(
      overviewOf({
        stats: statsOf(
          [],
          [destinationOf('treble', () => ({ success: 100, slow: 0, error, refused: 0, deferred: 0 }))],
        ),
      }),
    );
  expect(tilesOf(of(5))[5]).toBe('ok Destinations paused 0 all are available');
  expect(tilesOf(of(6))[5]).toContain('attention');
});

test('reasons of several sources are one group, the most frequent first', () => {
  const reasons = [
    { reason: 'deadline', count: 3, source: 'a' },
    { reason: 'processor_error', count: 2, source: 'a' },
    { reason: 'processor_error', count: 4, source: 'b' },
  ];
  expect(groupReasons(reasons)).toEqual([
    {
      reason: 'processor_error',
      count: 6,
      sources: [
        { reason: 'processor_error', count: 4, source: 'b' },
        { reason: 'processor_error', count: 2, source: 'a' },
      ],
    },
    { reason: 'deadline', count: 3, sources: [{ reason: 'deadline', count: 3, source: 'a' }] },
  ]);
});

describe('sources', () => {
  const posts = (facts: Partial<Record<'success' | 'slow' | 'error' | 'rejected', number>>) => () => ({
    ...{ success: 0, slow: 0, error: 0, rejected: 0 },
    ...facts,
  });
  const sources = [
    sourceOf({ id: 'quiet' }),
    sourceOf({ id: 'busy', perMinute: posts({ success: 99 }) }),
    sourceOf({ id: 'slow', perMinute: posts({ slow: 1 }) }),
    sourceOf({ id: 'rejected', perMinute: posts({ rejected: 1 }) }),
    sourceOf({ id: 'unconfirmed', outcomes: { unconfirmed: 1 } }),
    sourceOf({ id: 'error', perMinute: posts({ error: 1 }) }),
    sourceOf({ id: 'without', reasons: [{ reason: 'deadline', count: 1 }] }),
  ];

  test('in trouble come first, and a quiet one is folded', () => {
    expect(sources.toSorted(byTrouble).map(({ id }) => id)).toEqual([
      'without',
      'error',
      'unconfirmed',
      'rejected',
      'slow',
      'busy',
      'quiet',
    ]);
    expect(sources.filter(isQuiet).map(({ id }) => id)).toEqual(['quiet']);
    const html = page(overviewOf({ stats: statsOf(sources, []) }));
    expect(textOf(html)).toContain('1 source without webhooks: quiet');
  });

  test('all forty have a row', () => {
    expect(page(forty).match(/<details class="row/g)).toHaveLength(42);
  });

  test('show how they are set up, and of an address only its host', () => {
    const settings = {
      ...newSource('kyc', 'treble', true),
      processor: 'http',
      processorUrl: 'https://user:pass@checks.example.com:8443/path-of-a-secret?token=another',
    };
    const stats = statsOf([sourceOf({ id: 'kyc', perMinute: posts({ success: 1 }) })], []);
    const html = page(overviewOf({ stats, sources: [settings] }));
    const text = textOf(html);
    expect(text).toContain('Settings processor http its address checks.example.com:8443');
    expect(text).toContain('deadline 4 min (of the stack)');
    expect(text).toContain('npx acuse test kyc');
    expect(text).toContain('npx acuse source show kyc');
    for (const secret of ['pass', 'secret', 'another']) expect(html).not.toContain(secret);
  });
});

describe('the error log', () => {
  test('has one group for 235 entries of one cause, with buttons for the oldest 100', () => {
    const html = page(manyErrors);
    const text = textOf(html);
    expect(text).toContain('235 × The processor refused the event for good processor_rejected');
    expect(text).toContain('Replay the oldest 100');
    expect(text).toContain('Dismiss the oldest 100');
    const [, ids = ''] =
      /name="action" value="dismiss"><input type="hidden" name="ids" value="(.*?)"/.exec(html) ?? [];
    const entries = manyErrors.errorLog?.entries ?? [];
    expect(ids.split(' ')).toEqual(
      entries
        .slice(-100)
        .map(({ id }) => id)
        .reverse(),
    );
    expect(text).toContain('npx acuse failures --reason processor_rejected --source botmaker');
    expect(tilesOf(html)).toContain('attention Open in the error log 236 mostly processor_rejected');
  });

  test('a group of waits is replayed by force, and not twice', () => {
    const entries = [1, 2].map((at) => parkedOf(at, { waits: true }));
    const html = page(overviewOf({ errorLog: { open: 2, more: false, entries } }));
    const form = html.split('<form method="post"').find((part) => part.includes('Yes, replay 2'));
    expect(form).toContain('name="force" value="yes"');
    expect(form).toContain('name="replays" value="0"');
  });

  test('every entry is in exactly one group, and a group has one effect', () => {
    const entry = fc.record({
      at: fc.nat(99),
      reason: fc.constantFrom('a', 'b', 'b:c'),
      source: fc.constantFrom('s', 't', undefined),
      waits: fc.boolean(),
      replays: fc.nat(1),
    });
    fc.assert(
      fc.property(fc.array(entry), (facts) => {
        const entries = facts.map(({ at, source, ...rest }): ErrorLogEntry => {
          const { source: _, ...parked } = parkedOf(at, rest);
          return source === undefined ? parked : { ...parked, source };
        });
        const groups = groupEntries(entries);
        expect(groups.flatMap((group) => group.entries)).toHaveLength(entries.length);
        expect(new Set(groups.flatMap((group) => group.entries))).toEqual(new Set(entries));
        for (const {
          entries: [first, ...others],
          reason,
          source,
          open,
        } of groups) {
          expect(first).toMatchObject({ reason });
          expect(first?.source).toBe(source);
          for (const other of others) {
            expect([other.reason, other.source, other.waits]).toEqual([
              first?.reason,
              first?.source,
              first?.waits,
            ]);
            expect(other.replays === 0).toBe(open);
          }
        }
      }),
      runs(100),
    );
  });
});

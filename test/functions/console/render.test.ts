// The rendered console: numbers with units, every state of the data, and escaping of external text.
import { describe, expect, test } from 'vitest';
import { heightsOf } from '../../../functions/console/bars.ts';
import type { CommandTarget } from '../../../functions/console/drawing.ts';
import type { Overview } from '../../../functions/console/overview-parts.ts';
import { renderPage } from '../../../functions/console/page.ts';
import { pauseLabel } from '../../../functions/console/paused.ts';
import { SCRIPT } from '../../../functions/console/script.ts';
import { MAX_ROWS } from '../../../functions/console/sources.ts';
import type { View } from '../../../functions/console/view.ts';
import { renderWidget } from '../../../functions/console/widget.ts';
import { findZone, UTC } from '../../../functions/console/zone.ts';
import { updateEntryId } from '../../../functions/core/error-log/entry.ts';
import { duration, latency, share } from '../../../functions/runtime/format.ts';
import {
  AT_MS,
  drawn,
  empty,
  failing,
  HOSTILE,
  hostile,
  millions,
  nothingRead,
  one,
  overviewOf,
  parkedOf,
  STATES,
  sourceOf,
  statsOf,
  twenty,
  unread,
  VIEW,
  waitOf,
  waitsOf,
  wave,
} from './overviews.ts';
import { textOf } from './visible-text.ts';

const ARN = 'arn:aws:lambda:sa-east-1:000000000000:function:Operate';
const CONSOLE_ARN = 'arn:aws:lambda:sa-east-1:000000000000:function:Console';
const PAGE_TARGET: CommandTarget = { kind: 'page', action: '/.acuse/operate' };
const WIDGET_TARGET: CommandTarget = { kind: 'widget', operateArn: ARN };

const page = (overview: Overview, changes: Partial<View> = {}, target: CommandTarget = PAGE_TARGET) => {
  const view = { ...VIEW, ...changes };
  return renderPage(overview, { kind: 'page', view, unknownZone: false }, drawn({ view, target }));
};
const widget = (overview: Overview, changes: Partial<View> = {}, target: CommandTarget = WIDGET_TARGET) =>
  renderWidget(
    overview,
    'dark',
    drawn({ surface: 'widget', view: { ...VIEW, ...changes }, target, consoleArn: CONSOLE_ARN }),
  );

/** The tags without the values of their attributes. */
const tagsOf = (html: string): string[] =>
  (html.match(/<[a-z][^>]*>/gi) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));

describe('numbers', () => {
  test.each([
    [null, '–'],
    [0, '0 ms'],
    [38.4, '38 ms'],
    [999.4, '999 ms'],
    [1_240, '1.24 s'],
    [48_300, '48.3 s'],
    [245_000, '4 min 5 s'],
  ])('%j ms: %s', (ms, text) => {
    expect(latency(ms)).toBe(text);
  });

  test.each([
    [0, '0 s'],
    [59_400, '59 s'],
    [3_600_000, '1 h'],
    [3_661_000, '1 h 1 min'],
    [90_061_000, '1 d 1 h'],
    [-5, '0 s'],
  ])('a duration of %j ms: %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  test('a share is never rounded to 0 or 100 %', () => {
    expect([share(0, 9), share(1, 1e6), share(1, 3), share(999_999, 1e6), share(9, 9), share(0, 0)]).toEqual([
      '0 %',
      '< 0.1 %',
      '33.3 %',
      '> 99.9 %',
      '100 %',
      '–',
    ]);
  });

  test('one failure in ten thousand is visible, and the bar is not taller', () => {
    const [success = 0, error = 0] = heightsOf([9_999, 1], 10_000, 64);
    expect(error).toBeGreaterThanOrEqual(2);
    expect(success + error).toBeCloseTo(64);
  });
});

describe('times', () => {
  test('are ISO dates in the stated zone', () => {
    const zone = findZone('America/Bogota') ?? UTC;
    const text = textOf(page(one, { zone }));
    expect(text).toContain('2026-11-24 09:05:06');
    expect(text).toContain('Times are America/Bogota');
  });

  test('an unknown zone is reported', () => {
    const html = renderPage(one, { kind: 'page', view: VIEW, unknownZone: true }, drawn());
    expect(textOf(html)).toContain('This time zone is unknown');
  });
});

describe('the content', () => {
  test('a new deployment shows the first steps', () => {
    const text = textOf(page(empty));
    expect(text).toContain('Nothing received yet');
    expect(text).toContain('npx acuse urls');
    expect(text).toContain('No conversation is waiting.');
    expect(text).toContain('The error log has no open entries.');
  });

  test('a source shows counts, latencies and outcomes', () => {
    const text = textOf(page(one));
    expect(text).toContain('Webhooks received 879 10 rejected, 1 error, 9 slow; slowest answer 412 ms');
    expect(text).toContain('treble Treble 879 webhooks 1 error 10 rejected 9 slow p99 130 ms');
    expect(text).toContain('success 859 97.7 % slow 9 1.0 % error 1 0.1 % rejected 10 1.1 %');
    expect(text).toContain('fastest 9 ms average 23 ms slowest 412 ms p50 18 ms p95 51 ms p99 130 ms');
    expect(text).toContain('done 791 , failed 14 , timeout 3 , repeat 6 , parked 1');
    expect(text).not.toContain('Nothing received yet');
  });

  test('a source with only fast 2xx answers has no other number', () => {
    const perMinute = () => ({ success: 2, slow: 0, error: 0, rejected: 0 });
    const text = textOf(page(overviewOf({ stats: statsOf([sourceOf({ id: 'sales', perMinute })], []) })));
    expect(text).toContain('Webhooks received 60 all accepted in time; slowest answer 412 ms');
    expect(text).toContain('sales Treble 60 webhooks p99 130 ms');
  });

  test('open waits show the oldest first, with start and deadline', () => {
    const text = textOf(page(one));
    const states = ['The processor will call back', 'The processor is working', 'Waiting for a worker'];
    expect(states.map((text) => text.indexOf(text))).toEqual(
      states.map((text) => text.indexOf(text)).toSorted((a, b) => a - b),
    );
    expect(text).toContain('since 2026-11-24 14:01:11 deadline 2026-11-24 14:06:11 in 1 min 5 s');
  });

  const LATE = { undecided: 'nobody has decided', decided: 'decided, the platform has not taken it yet' };

  test.each([
    ['waiting', LATE.undecided],
    ['processing', LATE.undecided],
    ['delegated', LATE.undecided],
    ['decided', LATE.decided],
    ['sending', LATE.decided],
  ] as const)('a late wait shows that it is late, and why: %s', (state, label) => {
    const html = page(overviewOf({ waits: waitsOf([waitOf(20, { state }), waitOf(0, { state })]) }));
    expect(html).toContain('<div class="attention"><dt><a href="#waits">Still waiting</a></dt>');
    const text = textOf(html);
    expect(text).toContain('Still waiting 2 1 past the deadline');
    expect(text).toContain(`1 past the deadline (1: ${label}).`);
    expect(text).toContain(`passed 11 min 27 s ago state ${label}`);
    expect(text.match(/passed/g)).toHaveLength(1);
  });

  test('late waits that are not shown are counted, by state', () => {
    const overview = overviewOf({
      waits: waitsOf([waitOf(0)], { count: 54, late: { undecided: 12, decided: 30 } }),
    });
    const text = textOf(page(overview));
    expect(text).toContain('Still waiting 54 42 past the deadline');
    expect(text).toContain(`42 past the deadline (12: ${LATE.undecided}; 30: ${LATE.decided})`);
    expect(textOf(page(failing))).toContain('Still waiting 1,234+ at least 1,015 past the deadline');
  });

  test('waits without a late one say so, only for the waits that were read', () => {
    const tile = (more: boolean) => textOf(page(overviewOf({ waits: waitsOf([waitOf(0)], { more }) })));
    expect(tile(false)).toContain('Still waiting 1 all within the deadline');
    expect(tile(true)).toContain('Still waiting 1+ 1 read, all within the deadline');
  });

  test('an entry of the error log shows the reason, the action and the attempts', () => {
    const text = textOf(page(one));
    expect(text).toContain('The processor kept failing processor_error');
    expect(text).toContain('What to do:');
    expect(text).toContain('attempts 5');
  });

  test('a paused destination shows the end of the pause and its cause', () => {
    const text = pauseLabel(
      { destination: 'treble', state: 'open', untilMs: AT_MS + 420_000, failures: 101 },
      drawn(),
    );
    expect(text).toContain('Paused until 14:12 (in 7 min) after calls of 101 conversations failed');
    expect(textOf(page(failing))).toContain(text);
  });

  test('a pause that has ended shows no remaining time', () => {
    const breaker = { destination: 'treble', state: 'open', untilMs: AT_MS - 1, failures: 1 } as const;
    expect(pauseLabel(breaker, drawn())).not.toContain('in ');
  });

  test('a long list shows the number of further entries', () => {
    const text = textOf(page(failing));
    expect(text).toContain('and at least 1,184 more, all newer');
    expect(text).toContain('more, all older');
    expect(textOf(page(twenty))).toContain('and 14 more, all newer');
  });

  test('with very many sources, the others are counted', () => {
    const sources = Array.from({ length: MAX_ROWS + 7 }, (_, at) =>
      sourceOf({
        id: `source-${at}`,
        perMinute: () => ({ success: at + 1, slow: 0, error: 0, rejected: 0 }),
      }),
    );
    const text = textOf(page(overviewOf({ stats: statsOf(sources, []) })));
    expect(text).toContain('and 7 more with fewer webhooks');
    expect(text).toContain(`source-${MAX_ROWS + 6} `);
    expect(text).not.toContain('source-6 ');
  });

  test('a part that cannot be read is reported, and the others are shown', () => {
    const text = textOf(page(unread));
    expect(text).toContain('The statistics could not be read');
    expect(text).toContain('The processor will call back');
    expect(text).toContain('The calls to the platforms and the processors could not be read');
    expect(textOf(page(nothingRead)).match(/could not be read in time\. The other parts/g)).toHaveLength(4);
  });

  test('numbers in the millions have separators', () => {
    const text = textOf(page(millions));
    expect(text).toContain('35,731,912 webhooks');
    expect(text).toContain('1,234,567+');
  });

  test('a table has the values of the bars', () => {
    const html = page(one);
    expect(html).toContain('<th scope="row">13:53</th>');
    expect(textOf(html)).toContain('webhooks a minute, in UTC. Bars without any are not listed.');
    expect(html).toMatch(
      /<svg[^>]* role="img" aria-label="webhooks a minute from 13:36 to 14:05: 859 success, /,
    );
  });
});

describe('buttons', () => {
  test('on the page are forms with a second button', () => {
    const html = page(one);
    expect(html).toContain('<form method="post" action="/.acuse/operate">');
    expect(html).toContain('<input type="hidden" name="action" value="replay">');
    expect(textOf(html)).toContain('Yes, replay delivery');
  });

  test('dismiss an entry on the page and in the widget, after a statement of the effect', () => {
    const overview = overviewOf({ errorLog: { open: 1, more: false, entries: [parkedOf(1)] } });
    const { id, deliveryId } = parkedOf(1);
    const form = page(overview)
      .split('<details class="act" name="act">')
      .find((form) => form.includes('Dismiss'));
    expect(form).toContain('<input type="hidden" name="action" value="dismiss">');
    expect(form).toContain(`<input type="hidden" name="id" value="${id}">`);
    expect(textOf(form ?? '')).toMatch(
      new RegExp(
        `The entry is closed without a replay, .* replayed by its id. Yes, dismiss delivery ${deliveryId}`,
      ),
    );
    const [, attributes = '', content = ''] =
      /<cwdb-action ([^>]*confirmation="Dismiss[^>]*)>(.*?)<\/cwdb-action>/.exec(widget(overview)) ?? [];
    expect(attributes).toContain(`endpoint="${ARN}"`);
    expect(attributes).toContain(
      `confirmation="Dismiss: delivery ${deliveryId}. The entry is closed without a replay`,
    );
    expect(JSON.parse(textOf(content))).toEqual({ action: 'dismiss', ids: [id], by: 'console' });
  });

  test('in a widget call operate with the complete command, after a confirmation', () => {
    const html = widget(overviewOf({ errorLog: { open: 1, more: false, entries: [parkedOf(1)] } }));
    const [, attributes = '', content = ''] =
      /<cwdb-action ([^>]*popup[^>]*)>(.*?)<\/cwdb-action>/.exec(html) ?? [];
    expect(attributes).toContain('action="call" display="popup"');
    expect(attributes).toContain(`endpoint="${ARN}"`);
    expect(attributes).toMatch(/confirmation="Replay: delivery [\w-]+\. /);
    expect(JSON.parse(textOf(content))).toEqual({
      action: 'replay',
      ids: [parkedOf(1).id],
      force: false,
      by: 'console',
    });
  });

  test('force a replay only if the conversation has continued, after a statement of the effect', () => {
    const of = (waits: boolean) =>
      textOf(widget(overviewOf({ errorLog: { open: 1, more: false, entries: [parkedOf(1, { waits })] } })));
    expect(of(true)).toContain('"force":true');
    expect(of(false)).toContain('"force":false');
    expect(
      page(overviewOf({ errorLog: { open: 1, more: false, entries: [parkedOf(1, { waits: true })] } })),
    ).toContain('has already continued');
  });

  test('for a refused decision offer to send the decision again, not to repeat the work', () => {
    const entries = [parkedOf(1, { id: updateEntryId('delivery-1') })];
    const text = textOf(page(overviewOf({ errorLog: { open: 1, more: false, entries } })));
    expect(text).toContain('The same decision is sent to the platform again');
    expect(text).not.toContain('put into its queue again');
  });

  test('in a widget follow a button that the keyboard can reach', () => {
    const html = widget(failing);
    const calls = html.match(/<cwdb-action /g) ?? [];
    expect(calls.length).toBeGreaterThan(50);
    expect(html.match(/<\/button>\s*<cwdb-action /g)).toHaveLength(calls.length);
  });

  test('are absent without an operate function', () => {
    const html = page(failing, {}, { kind: 'none' });
    expect(html).not.toMatch(/<button>Yes|class="act"/);
  });

  test('do not continue decided waits or switch unknown sources', () => {
    const decided = overviewOf({
      waits: waitsOf([waitOf(1, { state: 'sending' })]),
    });
    expect(textOf(page(decided))).not.toContain('Continue …');
    const unknown = sourceOf({
      id: 'unknown',
      platform: null,
      perMinute: (at) => ({ success: 0, slow: 0, error: 0, rejected: wave(at, 9) }),
    });
    expect(textOf(page(overviewOf({ stats: statsOf([unknown], []) })))).not.toContain('Switch');
  });
});

describe('external text', () => {
  test.each([
    ['page', page(hostile)],
    ['widget', widget(hostile)],
  ])('is text on the %s, in every place', (_, html) => {
    for (const part of ['<script>alert', '<img', HOSTILE]) expect(html.includes(part), part).toBe(false);
    expect(tagsOf(html).filter((tag) => /alert|onerror/.test(tag))).toEqual([]);
    // The text is there, more than once, but escaped.
    expect(textOf(html).split(HOSTILE).length).toBeGreaterThan(8);
  });
});

test('a name that is written from right to left does not turn the sentence around it', () => {
  expect(page(hostile)).toMatch(/\u2068[^<]*\u202e[^<]*\u2069 and 1 other/);
});

describe('page and widget', () => {
  test.each(Object.entries(STATES))(
    'load nothing, and run nothing but the script of the page: %s',
    (_, overview) => {
      for (const html of [page(overview).replace(`<script>${SCRIPT}</script>`, ''), widget(overview)]) {
        const tags = tagsOf(html);
        expect(tags.filter((tag) => /^<(script|iframe|img|link|object|embed|use|base)\b/i.test(tag))).toEqual(
          [],
        );
        expect(tags.filter((tag) => /\s(src|style|on\w+)=/i.test(tag))).toEqual([]);
        expect(/<style>(.*?)<\/style>/s.exec(html)?.[1]?.match(/url\(|@import|expression/gi)).toBeNull();
      }
    },
  );

  test.each(Object.entries(STATES))('show the same text: %s', (_, overview) => {
    const bare = { kind: 'none' } as const;
    const [, main = ''] = /<main>(.*)<\/main>/s.exec(page(overview, {}, bare)) ?? [];
    const [, inside = ''] = /<\/ul><\/div><\/div>(.*)$/s.exec(widget(overview, {}, bare)) ?? [];
    const withoutChoices = (html: string) =>
      textOf(
        html.replace(/<form class="filter".*?<\/form>/gs, '').replace(/<cwdb-action.*?<\/cwdb-action>/gs, ''),
      ).trim();
    expect(withoutChoices(inside)).toBe(withoutChoices(main));
  });

  test('stay below 1.5 MB at maximum size, far below the limits of Lambda and dashboards', () => {
    const sources = Array.from({ length: 400 }, (_, at) =>
      sourceOf({
        id: `a-source-with-the-longest-name-that-is-allowed-in-a-url-of-${at}`,
        waits: true,
        ...(at < 200 && { perMinute: () => ({ success: 1e6, slow: 1e5, error: 1e4, rejected: 1e3 }) }),
      }),
    );
    // A week has 57 bars.
    const week = sources.map((source) => ({ ...source, series: [...source.series, ...source.series] }));
    const most = { ...failing, stats: statsOf(week, failing.stats?.destinations ?? []) };
    expect(Buffer.byteLength(page(most))).toBeLessThan(1_500_000);
    expect(Buffer.byteLength(widget(most))).toBeLessThan(1_500_000);
  });

  test('a widget has no landmark, no id and no link, because it is part of another page', () => {
    const tags = tagsOf(widget(failing));
    expect(tags.filter((tag) => /^<(main|nav|header|footer|h1|html|body)\b|\s(id|href)=/.test(tag))).toEqual(
      [],
    );
  });
});

// Reads a request to the console: a page for a local run, or a widget or its description for a CloudWatch dashboard.
// Whatever is invalid falls back to its default.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
import * as v from 'valibot';
import { findLanguage } from '../runtime/language.ts';
import { type View, WINDOW_NAMES } from './view.ts';
import { findZone, UTC, type Zone, zoneOfOffset } from './zone.ts';

/** The interval of the automatic refresh. */
const REFRESH_SECONDS = { minimum: 5, maximum: 3600 };

const LONGEST_TEXT = 200;

const lenient = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.fallback(v.optional(schema), () => undefined);

const refresh = v.pipe(
  v.string(),
  v.regex(/^\d{1,4}$/),
  v.transform(Number),
  v.minValue(REFRESH_SECONDS.minimum),
  v.maxValue(REFRESH_SECONDS.maximum),
);
const filled = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(LONGEST_TEXT));
const filter = { source: lenient(filled), reason: lenient(filled), search: lenient(filled) };
const timezone = v.object({
  label: v.pipe(v.string(), v.maxLength(40)),
  offsetISO: v.pipe(v.string(), v.regex(/^[+-]\d\d:\d\d$/)),
});
const noticeSchema = v.object({ ok: v.boolean(), message: v.string(), action: v.optional(v.string()) });

const requestSchema = v.object({
  describe: lenient(v.boolean()),
  surface: lenient(v.picklist(['page', 'widget'])),
  /** A code, or a list as browsers send it. */
  lang: lenient(v.string()),
  /** The documented name of `lang` on a dashboard. */
  language: lenient(v.string()),
  tz: lenient(v.pipe(v.string(), v.nonEmpty(), v.maxLength(60))),
  window: lenient(v.picklist(WINDOW_NAMES)),
  ...filter,
  refresh: lenient(refresh),
  /** The call comes from the form of the search: what was typed counts. */
  typed: lenient(v.boolean()),
  /** The result of a command from the page. */
  notice: lenient(noticeSchema),
  widgetContext: lenient(
    v.object({
      theme: lenient(v.picklist(['light', 'dark'])),
      timezone: lenient(timezone),
      /** Of the person who looks, as AWS's console has it. */
      locale: lenient(v.string()),
      /** What was typed. */
      forms: lenient(v.object({ all: v.object({ search: lenient(filled) }) })),
    }),
  ),
});

type Request = v.InferOutput<typeof requestSchema>;

export type Notice = v.InferOutput<typeof noticeSchema>;

export interface PageRequest {
  readonly kind: 'page';
  readonly view: View;
  /** The requested zone is not known. */
  readonly unknownZone: boolean;
  readonly notice?: Notice | undefined;
}

export type ConsoleRequest =
  | { readonly kind: 'describe' }
  | PageRequest
  | { readonly kind: 'widget'; readonly view: View; readonly theme: 'light' | 'dark' };

export function readConsoleRequest(event: unknown): ConsoleRequest {
  const request = v.parse(v.fallback(requestSchema, {}), event);
  const { describe, surface, tz, notice, widgetContext } = request;
  if (describe) return { kind: 'describe' };
  if (surface === 'page') {
    const zone = tz === undefined ? UTC : findZone(tz);
    return {
      kind: 'page',
      view: viewOf(request, zone ?? UTC),
      unknownZone: zone === undefined,
      notice,
    };
  }
  const zone = widgetContext?.timezone ? zoneOfOffset(widgetContext.timezone) : UTC;
  return { kind: 'widget', view: viewOf(request, zone), theme: widgetContext?.theme ?? 'light' };
}

function viewOf(request: Request, zone: Zone): View {
  const { lang, language, window, source, reason, refresh: refreshSeconds, widgetContext } = request;
  const tags = [lang, language, widgetContext?.locale].filter((tag) => tag !== undefined);
  return {
    language: findLanguage(tags.join()) ?? 'en',
    zone,
    window: window ?? '30m',
    source,
    reason,
    search: request.typed ? widgetContext?.forms?.all.search : request.search,
    refreshSeconds,
  };
}

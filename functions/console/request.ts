// Reads a request to the console: a page for a local run, or a widget or its description for a CloudWatch dashboard.
// Invalid dashboard context falls back to defaults.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
import * as v from 'valibot';
import { findZone, UTC, type Zone, zoneOfOffset } from './zone.ts';

/** The interval of the automatic refresh. */
const REFRESH_SECONDS = { minimum: 5, maximum: 3600 };

const refresh = v.pipe(
  v.number(),
  v.integer(),
  v.minValue(REFRESH_SECONDS.minimum),
  v.maxValue(REFRESH_SECONDS.maximum),
);
const timezone = v.object({
  label: v.pipe(v.string(), v.maxLength(40)),
  offsetISO: v.pipe(v.string(), v.regex(/^[+-]\d\d:\d\d$/)),
});
const noticeSchema = v.object({ ok: v.boolean(), message: v.string() });

const requestSchema = v.object({
  describe: v.fallback(v.optional(v.boolean()), undefined),
  surface: v.fallback(v.optional(v.picklist(['page', 'widget'])), undefined),
  timeZone: v.fallback(v.optional(v.pipe(v.string(), v.maxLength(60))), undefined),
  refreshSeconds: v.fallback(v.optional(refresh), undefined),
  /** The result of a command from the page. */
  notice: v.fallback(v.optional(noticeSchema), undefined),
  widgetContext: v.fallback(
    v.optional(
      v.object({
        theme: v.fallback(v.optional(v.picklist(['light', 'dark'])), undefined),
        timezone: v.fallback(v.optional(timezone), undefined),
      }),
    ),
    undefined,
  ),
});

export type Notice = v.InferOutput<typeof noticeSchema>;

export interface PageRequest {
  readonly kind: 'page';
  readonly zone: Zone;
  /** The requested zone is not known. */
  readonly unknownZone: boolean;
  readonly refreshSeconds?: number;
  readonly notice?: Notice;
}

export type ConsoleRequest =
  | { readonly kind: 'describe' }
  | PageRequest
  | { readonly kind: 'widget'; readonly zone: Zone; readonly theme: 'light' | 'dark' };

export function readConsoleRequest(event: unknown): ConsoleRequest {
  const parsed = v.safeParse(requestSchema, event);
  if (!parsed.success) return { kind: 'widget', zone: UTC, theme: 'light' };
  const { describe, surface, timeZone, refreshSeconds, notice, widgetContext } = parsed.output;
  if (describe) return { kind: 'describe' };
  if (surface === 'page') {
    const zone = timeZone === undefined ? UTC : findZone(timeZone);
    return {
      kind: 'page',
      zone: zone ?? UTC,
      unknownZone: zone === undefined,
      ...(refreshSeconds !== undefined && { refreshSeconds }),
      ...(notice && { notice }),
    };
  }
  const zone = widgetContext?.timezone ? zoneOfOffset(widgetContext.timezone) : UTC;
  return { kind: 'widget', zone, theme: widgetContext?.theme ?? 'light' };
}

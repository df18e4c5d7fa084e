// The life of deliveries and conversations as text: each conversation, what happened to each delivery, and its entries
// in the error log.
import type { LoggedLine } from './event-line.ts';
import { tell } from './event-line.ts';
import { describeFailures } from './failures-text.ts';
import type { Life } from './life.ts';
import { localTime, zoneNote } from './local-time.ts';
import { describeSession, type Shown } from './session-facts.ts';

export interface LifeText extends Shown {
  readonly sinceMs: number;
  /** The bodies of the deliveries, by id. */
  readonly bodies: ReadonlyMap<string, string>;
}

export function describeLife(life: Life, { sinceMs, bodies, ...shown }: LifeText): string {
  const { sessions, entries, copies, lines, silences, more } = life;
  const parts = [
    ...sessions.map((one) => describeSession(one, shown)),
    silences.map(
      ({ conversation, by, atMs }) =>
        `${conversation}: ${by === 'us' ? 'Acuse handed it over to a person' : 'a person has it'} since ${localTime(atMs)}, and Acuse is silent.`,
    ),
    ...deliveriesOf(lines).map(describeDelivery),
    copies.map((id) => `${id} is in the table and not in the queue yet: the sweeper puts it there.`),
    entries.length > 0 ? ['IN THE ERROR LOG', describeFailures(entries, true)] : [],
    [...bodies].flatMap(([id, body]) => [`BODY of ${id}`, `  ${body}`]),
    lines.length === 0
      ? [`The log has no line of it since ${localTime(sinceMs)}; --since looks further back.`]
      : [],
    more
      ? [
          'Not all conversations were searched: there are too many. Ask by the reference or the id of a delivery.',
        ]
      : [],
    [zoneNote(Date.now())],
  ];
  return parts.flatMap((part) => (part.length > 0 ? [part.join('\n')] : [])).join('\n\n');
}

interface DeliveryLines {
  /** Empty: lines of the conversation alone. */
  readonly id: string;
  readonly lines: readonly LoggedLine[];
}

/** In the order in which they began, each with its replays. */
export function deliveriesOf(lines: readonly LoggedLine[]): DeliveryLines[] {
  const byId = Map.groupBy(lines, ({ deliveryId }) =>
    typeof deliveryId === 'string' ? deliveryId.replace(/(#r\d+)+$/, '') : '',
  );
  return [...byId].map(([id, its]) => ({ id, lines: its }));
}

function describeDelivery({ id, lines }: DeliveryLines): string[] {
  const known = lines.flatMap((line) => {
    const told = tell(line);
    return told ? [{ line, told }] : [];
  });
  const [first] = known;
  if (!first) return [];
  const startMs = Date.parse(first.line.timestamp);
  const { source, type } = Object.assign({}, ...lines.toReversed());
  const about = [source, type].filter(Boolean).join(', ');
  return [
    id === '' ? 'OF THE CONVERSATION' : `DELIVERY ${id} (${about})`,
    ...known.map(({ line, told }) => {
      const atMs = Date.parse(line.timestamp);
      const replay = /#r\d+$/.exec(String(line['deliveryId'] ?? ''))?.[0];
      const text = `${replay === undefined ? '' : `replay ${replay}: `}${told.text}`;
      return `  ${localTime(atMs)}  ${`+${atMs - startMs} ms`.padStart(11)}  ${text}`;
    }),
  ];
}

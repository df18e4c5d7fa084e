// Cold: the time from the start of a process to its first answer, and the modules that are loaded by then.
import { type Cost, type Harness, measure, ONE_CALL, type Subject } from './measure.ts';
import { inRounds, spread } from './paired.ts';
import { type Report, ratioRow } from './report.ts';
import { PEER_NAMES, PEERS, type SubjectName } from './subjects.ts';

const COLD = [
  'empty',
  'signedWebhook',
  'ingestEvent',
  'ingestWait',
  'sdkEvent',
  'sdkWait',
  'defaultEvent',
  'defaultWait',
  'outsideEvent',
  'outsideWait',
  ...PEER_NAMES,
] as const satisfies SubjectName[];

export async function cold(
  harness: Harness,
  subjects: Record<SubjectName, Subject>,
  rounds: number,
): Promise<Report> {
  const results = await inRounds(COLD, rounds, (name) => measure(harness, subjects[name], ONE_CALL));
  const loaded = (name: (typeof COLD)[number]) => results(name).map((cost) => cost.loadedMs);
  const wall = (name: (typeof COLD)[number]) => results(name).map((cost) => cost.firstAnswerMs);
  const cpu = (name: (typeof COLD)[number]) => results(name).map((cost) => cost.cpuSinceStartMs);
  /** The difference to the empty handler of the same round, so without the cost of the runtime. */
  const added = (name: (typeof COLD)[number]) =>
    cpu(name).map((cpuMs, round) => cpuMs - (cpu('empty')[round] ?? Number.NaN));
  const most = (name: (typeof COLD)[number], count: (cost: Cost) => number) =>
    String(spread(results(name).map(count)).maximum);
  const first = 'first answer';
  return {
    ratios: [
      ratioRow(`${first}: an event ÷ empty handler`, wall('ingestEvent'), wall('empty'), { aim: '≤ 1.85' }),
      ratioRow(`${first}: a wait ÷ empty handler`, wall('ingestWait'), wall('empty'), { aim: '≤ 2.0' }),
      ratioRow(`${first}: signed POST ÷ empty handler`, wall('signedWebhook'), wall('empty')),
      ratioRow(`${first}: an event ÷ signed POST`, wall('ingestEvent'), wall('signedWebhook'), {
        aim: '≤ 1.05',
      }),
      ratioRow(`${first}: a wait ÷ signed POST`, wall('ingestWait'), wall('signedWebhook'), {
        aim: '≤ 1.15',
      }),
      ratioRow(`${first}: an event, with the SDK ÷ ours`, wall('sdkEvent'), wall('ingestEvent')),
      ratioRow(`${first}: a wait, with the SDK ÷ ours`, wall('sdkWait'), wall('ingestWait')),
      ratioRow(`${first}: an event, CDK's defaults ÷ ours`, wall('defaultEvent'), wall('ingestEvent'), {
        aim: '≥ 2.3',
      }),
      ratioRow(`${first}: a wait, CDK's defaults ÷ ours`, wall('defaultWait'), wall('ingestWait'), {
        aim: '≥ 2.3',
      }),
      ratioRow(`${first}: an event, SDK outside ÷ ours`, wall('outsideEvent'), wall('ingestEvent')),
      ratioRow(`${first}: a wait, SDK outside ÷ ours`, wall('outsideWait'), wall('ingestWait')),
      ...PEERS.map(({ name, title }) =>
        ratioRow(`${first}: an event, ${title} ÷ ours`, wall(name), wall('ingestEvent')),
      ),
      ratioRow('loaded: ingest ÷ empty handler', loaded('ingestEvent'), loaded('empty'), { aim: '≤ 1.35' }),
      ratioRow('loaded: ingest with the SDK ÷ empty handler', loaded('sdkEvent'), loaded('empty')),
      ratioRow('CPU to then: an event ÷ empty handler', cpu('ingestEvent'), cpu('empty')),
      ratioRow('CPU to then: a wait ÷ empty handler', cpu('ingestWait'), cpu('empty')),
      ratioRow('CPU to then: signed POST ÷ empty handler', cpu('signedWebhook'), cpu('empty')),
      ratioRow("CPU added: an event, CDK's defaults ÷ ours", added('defaultEvent'), added('ingestEvent')),
      ratioRow("CPU added: a wait, CDK's defaults ÷ ours", added('defaultWait'), added('ingestWait')),
      ...PEERS.map(({ name, title }) =>
        ratioRow(`CPU added: an event, ${title} ÷ ours`, added(name), added('ingestEvent')),
      ),
      ratioRow('CPU added: signed POST ÷ an event', added('signedWebhook'), added('ingestEvent')),
    ],
    counts: [
      {
        figure: 'undici modules loaded by ingest, an event',
        value: most('ingestEvent', (cost) => cost.undiciModules),
        aim: '0',
      },
      {
        figure: 'undici modules loaded by ingest, a wait',
        value: most('ingestWait', (cost) => cost.undiciModules),
        aim: '0',
      },
      {
        figure: `undici modules loaded by ${PEERS.map(({ title }) => title).join(', ')}`,
        value: PEERS.map(({ name }) => most(name, (cost) => cost.undiciModules)).join(', '),
      },
      {
        figure: "Node's modules loaded: a wait, of which by an empty handler",
        value: `${most('ingestWait', (cost) => cost.internalModules)}, ${most('empty', (cost) => cost.internalModules)}`,
      },
    ],
  };
}

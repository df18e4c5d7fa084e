// acuse calls: what a local run sent to processors and what they answered, with headers and bodies. A deployed stack
// keeps nothing of it.
import { type CliCommand, CommandError } from '../command.ts';
import { type LocalCall, readLocalCalls } from '../local.ts';
import { localTime, zoneNote } from '../local-time.ts';
import { numberOf } from '../number-option.ts';

const LIMIT = { default: 3, maximum: 100 };

export const calls: CliCommand = {
  name: 'calls',
  options: {
    source: { type: 'string', value: 'id', meaning: 'only calls for events of this source' },
    limit: { type: 'string', value: 'count', meaning: `how many, the last ones (${LIMIT.default})` },
  },
  summary: 'On a local run: what was sent to processors and what they answered, with headers and bodies',
  examples: ['calls --local', 'calls --source treble --limit 1 --local --json'],
  run: async (target, { text }) => {
    const limit = numberOf('limit', text('limit'), LIMIT);
    if (target.kind === 'stack')
      throw new CommandError(
        'Only a local run remembers calls: a deployed stack stores no body of them. Use --local, or look into the processor’s own log.',
      );
    const latest = await readLocalCalls(target.baseUrl, { source: text('source'), limit });
    return { json: latest, text: latest.length === 0 ? NONE : describe(latest) };
  },
};

const NONE =
  'No processor was called yet by HTTP or as a Lambda function. Post a sample: npx acuse test treble --local.';

const describe = (latest: readonly LocalCall[]): string =>
  [
    ...latest.map(describeCall),
    `${zoneNote(Date.now())} Bodies hold what customers wrote, and resumeurl is a secret.`,
  ].join('\n\n');

function describeCall({
  startedAtMs,
  tookMs,
  source,
  url,
  headers,
  body,
  answer,
  problem,
}: LocalCall): string {
  const end = answer ? `answered ${answer.status}` : `no answer (${problem ?? 'unknown'})`;
  return [
    `${localTime(startedAtMs)}  ${source}: ${end} after ${tookMs} ms`,
    `> POST ${url}`,
    ...partOf('>', headers, body),
    ...(answer ? [`< ${answer.status}`, ...partOf('<', answer.headers, answer.body)] : []),
  ].join('\n');
}

function partOf(sign: string, headers: LocalCall['headers'], { text, bytes }: LocalCall['body']): string[] {
  const cut = Buffer.byteLength(text) < bytes ? ` … (${bytes} bytes in all)` : '';
  return [
    ...Object.entries(headers).map(([name, value]) => `${sign} ${name}: ${value}`),
    sign,
    ...(text === '' ? [] : `${text}${cut}`.split('\n').map((line) => `${sign} ${line}`)),
  ];
}

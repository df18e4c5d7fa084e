// What acuse doctor finds: each check on facts, the test event that a processor gets, and what an account answers.
import { Webhook } from 'standardwebhooks';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkAll } from '../../bin/commands/doctor.ts';
import { readAccount } from '../../bin/doctor/account.ts';
import type { Facts } from '../../bin/doctor/check.ts';
import { pingProcessor } from '../../bin/doctor/ping.ts';
import type { ErrorLogEntry } from '../../functions/core/error-log/entry.ts';
import { newSource, type Source } from '../../functions/core/source/source.ts';
import type { StatsReport } from '../../functions/core/statistics/report.ts';
import { statsFold } from '../../functions/core/statistics/stats-fold.ts';
import { windowOf } from '../../functions/core/statistics/stats-window.ts';
import { FIRST_SOURCES } from '../../functions/platforms/list.ts';
import { processorSecret } from '../../functions/processors/signing-secret.ts';
import { PARAMETERS } from '../../lib/parameter-list.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { deployed } from './aws.fake.ts';
import { acuse, type Request, serve } from './run.ts';

const NOW = Date.parse('2030-01-01T12:00:00.000Z');
const DEFAULTS = Object.fromEntries(PARAMETERS.map(({ name, default: value }) => [name, String(value)]));
const treble: Source = { ...newSource('treble', 'treble', true), processor: 'echo' };

function report(of: Readonly<Record<string, object>> = {}): StatsReport {
  const empty = statsFold(windowOf(1440, NOW)).report(FIRST_SOURCES);
  return { ...empty, sources: empty.sources.map((one) => ({ ...one, ...of[one.id] })) };
}

const facts = (changes: Partial<Facts> = {}): Facts => ({
  kind: 'stack',
  nowMs: NOW,
  parameters: DEFAULTS,
  sources: [treble],
  version: { own: '1.0.0', deployed: '1.0.0' },
  stats: { found: report() },
  failures: { found: [] },
  pauses: { found: [] },
  late: { found: { undecided: 0, decided: 0 } },
  echoes: { found: [] },
  missingLookupSecrets: { found: [] },
  pings: [],
  account: {
    concurrency: { found: 1000 },
    readers: { found: [{ protocol: 'email', confirmed: true }] },
    alarms: { found: [] },
    missingFunctions: { found: [] },
  },
  ...changes,
});

const account = (changes: Partial<NonNullable<Facts['account']>>) => {
  const { account: usual } = facts();
  return usual && { account: { ...usual, ...changes } };
};

const found = (changes: Partial<Facts>) => checkAll(facts(changes)).flatMap(({ findings }) => findings);

test('a deployment that works has no finding', () => {
  const checked = checkAll(facts());
  expect(checked.flatMap(({ findings }) => findings)).toEqual([]);
  expect(checked.filter(({ unknown }) => unknown !== undefined)).toEqual([]);
});

const parked = (fields: Partial<ErrorLogEntry>): ErrorLogEntry => ({
  id: 'd1#work',
  deliveryId: 'd1',
  reason: 'processor_rejected',
  parkedAtMs: NOW,
  attempts: 1,
  waits: false,
  replays: 0,
  ...fields,
});

describe('a problem is named with what mends it', () => {
  const botmaker: Source = { ...newSource('botmaker', 'botmaker', false), processor: 'echo', answers: 'on' };
  const ping = (answer: number | string) => ({ pings: [{ source: 'treble', host: 'crm.example', answer }] });
  test.each<[string, Partial<Facts>, string, string]>([
    ['no room', account({ concurrency: { found: 10 } }) ?? {}, '2 are left for ingest', 'Service Quotas'],
    [
      'no processor',
      { sources: [newSource('treble', 'treble', true)] },
      'no_processor',
      'source edit treble --processor',
    ],
    [
      'no address',
      { sources: [{ ...treble, processor: 'http' }] },
      'without an address',
      'source edit treble --processor-url',
    ],
    ['no lookup', { sources: [{ ...treble, processor: 'lookup' }] }, 'without a lookup', '--lookup FILE'],
    ['no answer', ping('ECONNREFUSED'), 'does not answer this machine (ECONNREFUSED)', 'source show treble'],
    ['signature', ping(401), 'refuses our signature', 'source show treble'],
    ['path', ping(404), 'not at this path', '--processor-url'],
    ['redirect', ping(301), 'redirect', '--processor-url'],
    ['broken', ping(500), 'answers 500', 'read its log'],
    [
      'function',
      account({ missingFunctions: { found: ['arn:x'] } }) ?? {},
      'arn:x does not exist',
      'ProcessorFunctionArns',
    ],
    [
      'secret value',
      {
        sources: [{ ...treble, processor: 'lookup', lookup: '{}' }],
        missingLookupSecrets: { found: [{ source: 'treble', header: 'x-key' }] },
      },
      'no value for its header x-key',
      'lookup secret treble x-key',
    ],
    [
      'key',
      {
        failures: {
          found: [
            parked({
              id: 'botmaker-2030-01-01#update',
              deliveryId: 'botmaker-2030-01-01',
              source: 'botmaker',
              platform: 'botmaker',
              reason: 'botmaker_401',
            }),
          ],
        },
      },
      'botmaker refuses the key',
      'source edit botmaker --api-key',
    ],
    [
      'arrow',
      { stats: { found: report({ treble: { outcomes: { platform_timeout: 3 } } }) } },
      'took 3 conversations of treble away',
      'REQUEST_TRIGGER',
    ],
    [
      'no echo',
      {
        sources: [botmaker],
        parameters: { ...DEFAULTS, BotmakerBaseUrl: 'https://api.example' },
        stats: {
          found: report({ botmaker: { conversations: { withResult: 2, withoutResult: 0, reasons: [] } } }),
        },
      },
      'no webhook about a message of ours',
      'docs/platforms',
    ],
    ['no reader', account({ readers: { found: [] } }) ?? {}, 'nobody gets the alarms', 'AlarmEmail'],
    [
      'not confirmed',
      account({ readers: { found: [{ protocol: 'email', confirmed: false }] } }) ?? {},
      'has not confirmed',
      'follow the link',
    ],
    [
      'alarm',
      account({ alarms: { found: ['Acuse: Ingest fails'] } }) ?? {},
      'Ingest fails',
      '"Ingest fails"',
    ],
    [
      'time of a call',
      { parameters: { ...DEFAULTS, ProcessorTimeoutSeconds: '119' } },
      'has only 108 s',
      'WorkerTimeoutSeconds',
    ],
    ['deadline', { sources: [{ ...treble, deadlineSeconds: 30 }] }, 'waits 30 s', '--deadline-seconds'],
    ['version', { version: { own: '1.0.0', deployed: undefined } }, 'older version', 'npx cdk deploy'],
    [
      'pause',
      { pauses: { found: [{ destination: 'http:crm', state: 'open', untilMs: NOW, failures: 20 }] } },
      'http:crm is not called',
      'retry http:crm',
    ],
    ['late', { late: { found: { undecided: 1, decided: 1 } } }, '2 conversations past', 'sessions'],
    ['parked', { failures: { found: [parked({})] } }, '1 delivery of the last 24 h', 'failures'],
  ])('%s', (_name, changes, problem, mend) => {
    const findings = found(changes).filter(({ note }) => !note);
    expect(findings).toContainEqual({
      problem: expect.stringContaining(problem),
      mend: expect.stringContaining(mend),
    });
  });
});

test('what may be wanted is a note: a deadline above the alternate flow, and a waiting source without webhooks', () => {
  const sources = [
    { ...treble, deadlineSeconds: 900 },
    { ...newSource('treble-events', 'treble', false), processor: 'echo' },
  ];
  const stats = { found: report({ 'treble-events': { success: 5 } }) };
  expect(found({ sources, stats })).toMatchObject([
    { problem: expect.stringContaining('alternate flow'), note: true },
    { problem: expect.stringContaining('none to treble'), note: true },
  ]);
});

test('what nobody could look at is said, and is no problem', () => {
  const unknown = { unknown: 'AccessDenied' };
  const checked = checkAll(
    facts({
      ...account({ alarms: unknown, readers: unknown, concurrency: unknown }),
      stats: unknown,
      failures: unknown,
    }),
  );
  expect(checked.flatMap(({ findings }) => findings)).toEqual([]);
  expect(checked.filter((one) => one.unknown === 'AccessDenied').map(({ name }) => name)).toEqual([
    'room for acknowledging webhooks',
    'the platforms take our keys',
    'the URLs are on the right arrows',
    'nothing is in the error log',
    'somebody gets the alarms',
    'no alarm is in alarm',
  ]);
});

test('a local run has no account and no version of its own', () => {
  const { account: _, ...local } = facts({ kind: 'local', version: { own: '1.0.0', deployed: undefined } });
  const names = checkAll(local).map(({ name }) => name);
  expect(names).not.toContain('no alarm is in alarm');
  expect(names).not.toContain('the deployed version is this one');
});

test('the test event is signed for its source, is of the type acuse.test, and has nowhere to post a result', async () => {
  const requests: Request[] = [];
  const url = await serve((request, response) => {
    requests.push(request);
    response.writeHead(204).end();
  });
  const keys = { reference: 'r', current: 'c' };
  const pinged = await pingProcessor(treble, `${url}/work?key=marker`, keys);
  expect(pinged).toEqual({ source: 'treble', host: new URL(url).host, answer: 204 });
  const [{ url: path, headers, body } = { url: '', headers: {}, body: '' }] = requests;
  expect(path).toBe('/work?key=marker');
  const signed = new Webhook(processorSecret('c', 'treble')).verify(body, headers as Record<string, string>);
  expect(signed).toMatchObject({ type: 'acuse.test', source: 'acuse/treble', data: {} });
  expect(signed).not.toHaveProperty('resumeurl');
  expect(await pingProcessor(treble, 'http://127.0.0.1:1/', keys)).toMatchObject({ answer: 'ECONNREFUSED' });
});

/** CloudFormation, SNS, CloudWatch and Lambda of one account. */
async function anAccount(answers: {
  readonly topic?: string;
  readonly alarms?: string;
  readonly limit?: number;
}) {
  const asked: URLSearchParams[] = [];
  const endpoint = await serve((request, response) => {
    const query = new URLSearchParams(request.body);
    const action = query.get('Action');
    asked.push(query);
    if (request.url.includes('account-settings')) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ AccountLimit: { ConcurrentExecutions: answers.limit } }));
      return;
    }
    response.setHeader('content-type', 'text/xml');
    if (action === 'DescribeStackResource')
      response.end(
        '<R><DescribeStackResourceResult><StackResourceDetail><PhysicalResourceId>arn:topic</PhysicalResourceId></StackResourceDetail></DescribeStackResourceResult></R>',
      );
    else if (action === 'ListSubscriptionsByTopic') response.end(answers.topic);
    else if (answers.alarms === undefined) {
      response.statusCode = 403;
      response.end('<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>');
    } else response.end(answers.alarms);
  });
  vi.stubEnv('AWS_REGION', 'sa-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  onTestFinished(() => void vi.unstubAllEnvs());
  return asked;
}

describe('an account', () => {
  const subscription = (protocol: string, arn: string) =>
    `<member><Endpoint>x</Endpoint><Protocol>${protocol}</Protocol><SubscriptionArn>${arn}</SubscriptionArn></member>`;

  test('tells its limit, the readers of the alarms, and the alarms of the stack that are in alarm', async () => {
    const asked = await anAccount({
      limit: 10,
      topic: `<S>${subscription('email', 'PendingConfirmation')}${subscription('https', 'arn:aws:sns:x')}</S>`,
      alarms: '<A><AlarmName>Acuse: Ingest fails</AlarmName></A>',
    });
    expect(await readAccount('Acuse', [])).toEqual({
      concurrency: { found: 10 },
      readers: {
        found: [
          { protocol: 'email', confirmed: false },
          { protocol: 'https', confirmed: true },
        ],
      },
      alarms: { found: ['Acuse: Ingest fails'] },
      missingFunctions: { found: [] },
    });
    const [alarms] = asked.filter((one) => one.get('Action') === 'DescribeAlarms');
    expect(Object.fromEntries(alarms ?? [])).toMatchObject({
      AlarmNamePrefix: 'Acuse: ',
      StateValue: 'ALARM',
    });
    const [topic] = asked.filter((one) => one.get('Action') === 'ListSubscriptionsByTopic');
    expect(topic?.get('TopicArn')).toBe('arn:topic');
  });

  test('a missing permission is the name of the refusal', async () => {
    await anAccount({ limit: 10, topic: '<S></S>' });
    expect((await readAccount('Acuse', [])).alarms).toEqual({ unknown: 'AccessDenied' });
  });
});

test('a stack is looked at with the permissions that there are', async () => {
  const parameters = { ...DEFAULTS, Processor: 'echo' };
  const stack = {
    name: 'Acuse',
    baseUrl: 'https://api.example/',
    key: 'k'.repeat(64),
    apiKeys: '{}',
    parameters,
  };
  const statesOf = async (version: string) => {
    const { code, stdout, stderr } = await acuse(['doctor', '--json'], await deployed({ ...stack, version }));
    expect(stderr).toBe('');
    const { ok, checks } = JSON.parse(stdout);
    expect(ok).toBe(code === 0);
    return Object.fromEntries(
      checks.map(({ name, state }: { name: string; state: string }) => [name, state]),
    );
  };
  expect(await statesOf(packageJson.version)).toMatchObject({
    'the deployed version is this one': 'ok',
    'room for acknowledging webhooks': 'ok',
    'a processor for each source in use': 'ok',
    'somebody gets the alarms': 'could not look',
    'no alarm is in alarm': 'could not look',
  });
  expect(await statesOf('0.0.1')).toMatchObject({ 'the deployed version is this one': 'problem' });
});

test('a photo of this machine is refused for a stack, with what to do instead', async () => {
  const stack = { name: 'Acuse', baseUrl: 'https://api.example/', key: 'k'.repeat(64) };
  const { code, stderr } = await acuse(['test', 'treble', '--photo', './x.jpg'], await deployed(stack));
  expect(code).toBe(1);
  expect(stderr).toContain('use --photo URL');
});

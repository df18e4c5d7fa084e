// Stands in for DynamoDB, SQS, Treble and a processor, and counts. DynamoDB is an embedded engine behind it, which says how many
// units a request to a table costs. It does not count those of an index: they follow from the item before and after.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { SESSIONS } from '../functions/core/tables.ts';
import { listen, newEngine, stop } from './engine.ts';

type Item = Record<string, Record<string, unknown>>;

export interface Counted {
  readonly requests: Record<string, number>;
  tableWrites: number;
  indexWrites: number;
  statisticsWrites: number;
  reads: number;
}

export interface CountingAws {
  readonly url: string;
  readonly messages: { readonly queueUrl: string; readonly body: string; readonly group: string }[];
  /** What processors were sent. */
  readonly events: string[];
  /** What a processor answers. */
  processorStatus: number;
  take(): Counted;
  close(): Promise<void>;
}

const none = (): Counted => ({ requests: {}, tableWrites: 0, indexWrites: 0, statisticsWrites: 0, reads: 0 });

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];

export async function startCountingAws(names: { sessions: string; stats: string }): Promise<CountingAws> {
  const engine = newEngine();
  const enginePort = Number(new URL(await listen(engine)).port);
  let counted = none();

  async function dynamoDb(operation: string, input: Record<string, unknown>, headers: IncomingHttpHeaders) {
    const send = (name: string, body: object) => forward(enginePort, name, body, headers);
    const isSession = input['TableName'] === names.sessions && WRITES.includes(operation);
    const key = (input['Key'] ?? keyOf(input['Item'] as Item)) as Item;
    const load = async () =>
      isSession
        ? (JSON.parse((await send('GetItem', { TableName: names.sessions, Key: key })).body).Item as Item)
        : undefined;
    const before = await load();
    const answer = await send(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' });
    const units = JSON.parse(answer.body || '{}').ConsumedCapacity?.CapacityUnits ?? 1;
    // The engine counts nothing for an empty answer. AWS counts half a unit.
    if (!WRITES.includes(operation)) counted.reads += Math.max(units, 0.5);
    else if (input['TableName'] === names.stats) counted.statisticsWrites += units;
    else counted.tableWrites += units;
    counted.indexWrites += indexUnits(before, await load());
    return answer;
  }

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', async () => {
      const body = Buffer.concat(chunks).toString();
      const target = String(incoming.headers['x-amz-target'] ?? '');
      const operation = target.replace(/^.*\./, '') || (incoming.url ?? '').split('/')[1] || 'POST';
      counted.requests[operation] = (counted.requests[operation] ?? 0) + 1;
      let answer = { status: 200, body: '{}' };
      if (target.startsWith('DynamoDB'))
        answer = await dynamoDb(operation, JSON.parse(body), incoming.headers);
      else if (operation === 'SendMessage') {
        const { QueueUrl, MessageBody, MessageGroupId } = JSON.parse(body);
        aws.messages.push({ queueUrl: QueueUrl, body: MessageBody, group: MessageGroupId });
        const MD5OfMessageBody = createHash('md5').update(MessageBody).digest('hex');
        answer.body = JSON.stringify({ MessageId: 'a', MD5OfMessageBody, SequenceNumber: '1' });
      } else if (operation === 'processor') {
        aws.events.push(body);
        answer = { status: aws.processorStatus, body: '{"keys":{"verdict":"approved"}}' };
      }
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(answer.body);
    });
  });
  const url = await listen(server);
  const aws: CountingAws = {
    url,
    messages: [],
    events: [],
    processorStatus: 200,
    take() {
      const taken = counted;
      counted = none();
      return taken;
    },
    async close() {
      stop(server, engine);
    },
  };
  return aws;
}

const keyOf = (item: Item | undefined) => ({ [SESSIONS.partitionKey]: item?.[SESSIONS.partitionKey] });

/** An entry that moves is deleted and put; one that stays costs its larger size; an equal one costs nothing. */
function indexUnits(before: Item | undefined, after: Item | undefined): number {
  const [old, now] = [entryOf(before), entryOf(after)];
  if (JSON.stringify(old) === JSON.stringify(now)) return 0;
  const { partitionKey, sortKey } = SESSIONS.due;
  const place = (entry: Item | undefined) => JSON.stringify([entry?.[partitionKey], entry?.[sortKey]]);
  if (old && now && place(old) === place(now)) return Math.max(unitsOf(old), unitsOf(now));
  return (old ? unitsOf(old) : 0) + (now ? unitsOf(now) : 0);
}

function entryOf(item: Item | undefined): Item | undefined {
  if (!item?.[SESSIONS.due.partitionKey]) return undefined;
  const names: string[] = [
    SESSIONS.partitionKey,
    SESSIONS.due.partitionKey,
    SESSIONS.due.sortKey,
    ...SESSIONS.due.shown,
  ];
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.includes(name)));
}

const unitsOf = (item: Item): number => Math.ceil(JSON.stringify(item).length / 1024);

async function forward(port: number, operation: string, input: object, headers: IncomingHttpHeaders) {
  const body = JSON.stringify(input);
  const call = request({
    port,
    host: '127.0.0.1',
    method: 'POST',
    headers: {
      ...headers,
      host: `127.0.0.1:${port}`,
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'content-length': Buffer.byteLength(body),
    },
  });
  call.end(body);
  const [response] = await once(call, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: Number(response.statusCode), body: Buffer.concat(chunks).toString() };
}

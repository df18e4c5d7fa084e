// The engines themselves, in a thread of their own so that their disk writes never delay the API: fauxqs for SQS and
// S3, dynalite for DynamoDB, both on disk and on free ports of 127.0.0.1.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
// `startFauxqs` listens on every interface, and its persistence needs two corrections (below). So this file combines
// the same parts itself. The version is pinned.
import { PersistenceManager } from '../../../node_modules/fauxqs/dist/persistence.js';
import { S3Store } from '../../../node_modules/fauxqs/dist/s3/s3Store.js';
import { SnsStore } from '../../../node_modules/fauxqs/dist/sns/snsStore.js';
import { SqsStore } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import './closed-iterators.ts';

const directory: string = workerData.directory;
const host = '127.0.0.1';

async function startSqsAndS3() {
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const persistence = new PersistenceManager(join(directory, 'sqs'));
  const database = persistence['db'];
  // Data that the operating system has received survives a kill; only a power cut can lose it.
  database.exec('PRAGMA synchronous = NORMAL');
  // The receivers of these messages have ended, so the messages are visible at once.
  const show = 'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL';
  database.exec(show);
  persistence.load(stores.sqsStore, stores.snsStore, stores.s3Store);
  // The original also sets the receive count to null, which its table refuses: a visibility timeout of 0 s would fail
  // in the middle, and nobody could receive the message and its group any more.
  const showOne = database.prepare(`${show} WHERE message_id = ?`);
  persistence.updateMessageReady = (messageId) => void showOne.run(messageId);
  // The body of a message that nobody has received yet is on disk only: however long a queue is, it fits into memory. A
  // message moves to a dead-letter queue only after it was received, so that its body is read before its row is deleted.
  const readBody = database.prepare('SELECT body FROM sqs_messages WHERE message_id = ?');
  const insert = persistence.insertMessage.bind(persistence);
  persistence.insertMessage = (queueName, message) => {
    insert(queueName, message);
    const set = (value: unknown) => Object.defineProperty(message, 'body', { value, writable: true });
    const get = () => set(readBody.get(message.messageId)?.['body']).body;
    Object.defineProperty(message, 'body', { configurable: true, enumerable: true, get, set });
  };
  stores.sqsStore.persistence = persistence;
  stores.s3Store.persistence = persistence;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = persistence;

  const app = buildApp({ logger: false, stores });
  app.addHook('onClose', () => persistence.close());
  const endpoint = await app.listen({ host, port: 0 });
  return { endpoint, close: () => app.close() };
}

async function startDynamoDb() {
  const server = dynalite({ path: join(directory, 'dynamodb'), createTableMs: 0 });
  // It throws when a client closes the connection during a request, which would end the process.
  server.on('request', (request) => request.removeAllListeners('error').on('error', () => undefined));
  server.listen(0, host);
  await once(server, 'listening');
  const close = () =>
    new Promise((done) => {
      server.close(done);
      server.closeAllConnections();
    });
  return { endpoint: `http://${host}:${(server.address() as AddressInfo).port}`, close };
}

const engines = await Promise.all([startSqsAndS3(), startDynamoDb()]);
parentPort?.once('message', async () => {
  await Promise.all(engines.map((engine) => engine.close()));
  parentPort?.postMessage('closed');
});
parentPort?.postMessage(engines.map(({ endpoint }) => endpoint));

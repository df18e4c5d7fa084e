// The engines themselves, in a thread of their own so that their disk writes never hold up the API: fauxqs for
// SQS and S3, dynalite for DynamoDB, both on disk and on free ports of 127.0.0.1.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
// Its `startFauxqs` listens on every interface, and its persistence needs two corrections (below), so it is put
// together here from the same parts. The version is pinned.
import { PersistenceManager } from '../../../node_modules/fauxqs/dist/persistence.js';
import { S3Store } from '../../../node_modules/fauxqs/dist/s3/s3Store.js';
import { SnsStore } from '../../../node_modules/fauxqs/dist/sns/snsStore.js';
import { SqsStore } from '../../../node_modules/fauxqs/dist/sqs/sqsStore.js';

const directory: string = workerData.directory;
const host = '127.0.0.1';

async function startSqsAndS3() {
  const stores = { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
  const persistence = new PersistenceManager(join(directory, 'sqs'));
  const database = persistence['db'];
  // What the operating system has, it keeps when a process is killed; only a power cut would need more.
  database.exec('PRAGMA synchronous = NORMAL');
  // Whoever received these is dead, so they are visible at once.
  const show = 'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL';
  database.exec(show);
  persistence.load(stores.sqsStore, stores.snsStore, stores.s3Store);
  // Its own clears the receive count too, which its table forbids: a visibility of 0 s would fail half-way, and
  // the message and its whole group would be stuck.
  const showOne = database.prepare(`${show} WHERE message_id = ?`);
  persistence.updateMessageReady = (messageId) => void showOne.run(messageId);
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
  // It throws when a client goes away in mid-request, which would end the process.
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

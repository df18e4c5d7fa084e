// A thread that prints what it was given, and sees whether it has an environment.
import { parentPort, workerData } from 'node:worker_threads';

console.log(workerData.secret);
console.error(workerData.secret);
process.stdout.write(`${workerData.secret}\n`);
parentPort?.postMessage({ variables: Object.keys(process.env).length, bytes: workerData.file.byteLength });

// The thread that examines a photo: it gets the file and the limits, sends the result and ends.
import { parentPort, workerData } from 'node:worker_threads';
import type { CheckLimits } from './examine.ts';
import { examine } from './examine.ts';

const { file, limits }: { file: Uint8Array<ArrayBuffer>; limits: CheckLimits } = workerData;

parentPort?.postMessage(await examine(file, limits));

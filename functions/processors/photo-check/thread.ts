// The thread that examines a photo: it gets the file and the limits, sends the result and ends.
import { parentPort, workerData } from 'node:worker_threads';
import { examine } from './examine.ts';
import type { PhotoLimits } from './settings.ts';

const { file, limits }: { file: Uint8Array<ArrayBuffer>; limits: PhotoLimits } = workerData;

parentPort?.postMessage(await examine(file, limits));

// A thread that fails with what it was given in its error.
import { workerData } from 'node:worker_threads';

throw new RangeError(`cannot read ${workerData.secret}`);

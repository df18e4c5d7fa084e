// `npm run kill`: everything is killed at random while webhooks come in, and nothing that was acknowledged may be lost.
import { parseArgs } from 'node:util';
import { isEmpty, killRun } from './kill-run.ts';

const USAGE = 'npm run kill -- [--minutes N] [--seed N]';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error(USAGE);
  process.exit(2);
}
console.error(`seed ${seed}, ${minutes} minutes`);
const report = await killRun({
  seed,
  isOver: ({ passedMs }) => passedMs >= minutes * 60_000,
  killAfterMs: [5_000, 25_000],
  killAtStart: 0.15,
  perSecond: 8,
  deadlineSeconds: 120,
  workerTimeoutSeconds: 120,
  settleMs: 15 * 60_000,
  say: console.error,
});
console.log(JSON.stringify(report, undefined, 2));
process.exit(report.lost.length === 0 && isEmpty(report.left) ? 0 : 1);

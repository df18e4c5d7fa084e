// Stands between the bootstrap and the bundle that is measured: calls its handler so often, and says what that
// cost. Every bundle is measured through it, the empty one too, so what it costs itself is on both sides.
'use strict';
const { handler } = require(process.env.BENCH_BUNDLE);

async function repeat(times, event, context, tookMs) {
  let answer;
  for (let call = 0; call < times; call++) {
    const startedAt = performance.now();
    // A handler may change its event. In Lambda each call has its own.
    answer = await handler({ ...event }, context);
    tookMs?.push(performance.now() - startedAt);
  }
  return answer;
}

exports.handler = async ({ event, calls, warmUpCalls }, context) => {
  await repeat(warmUpCalls, event, context);
  const tookMs = [];
  const cpuBefore = process.cpuUsage();
  const answer = await repeat(calls, event, context, tookMs);
  const { user, system } = process.cpuUsage(cpuBefore);
  const sinceStart = process.cpuUsage();
  tookMs.sort((a, b) => a - b);
  const loaded = process.moduleLoadList;
  return {
    status: answer.statusCode,
    cpuMs: (user + system) / 1000,
    cpuSinceStartMs: (sinceStart.user + sinceStart.system) / 1000,
    p50Ms: tookMs[Math.floor(calls * 0.5)],
    p99Ms: tookMs[Math.floor(calls * 0.99)],
    internalModules: loaded.length,
    undiciModules: loaded.filter((name) => name.includes('undici')).length,
  };
};

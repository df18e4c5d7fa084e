// The limit of a route: a token bucket, as API Gateway describes its own. AWS applies its limits approximately, this
// one is exact. https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html
import type { ThrottlePlan } from '../../template/plan.ts';

/** Returns whether a request at this time may pass. `nowMs` counts up from some zero. */
export type Throttle = (nowMs: number) => boolean;

/** The bucket is full at first. Without limits everything passes. */
export function createThrottle(limits: ThrottlePlan | undefined): Throttle {
  if (!limits) return () => true;
  const { perSecond, burst } = limits;
  let tokens = burst;
  let filledAtMs = 0;
  return (nowMs) => {
    tokens = Math.min(burst, tokens + ((nowMs - filledAtMs) * perSecond) / 1000);
    filledAtMs = nowMs;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

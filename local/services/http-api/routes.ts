// Finds the route of a request as an HTTP API does: the most specific one wins, a path before `{proxy+}`, its own
// method before ANY, and `$default` takes what is left.

import type { RoutePlan } from '../../template/plan.ts';
import { decode } from './http-event.ts';

export interface Match {
  readonly route: RoutePlan;
  /** Decoded. */
  readonly variables: Readonly<Record<string, string>>;
}

export type Router = (method: string, path: string) => Match | undefined;

export function createRouter(routes: readonly RoutePlan[]): Router {
  const ranked = routes
    .map((route) => ({ route, ...patternOf(route.key) }))
    .sort((a, b) => a.rank.localeCompare(b.rank));
  return (method, path) => {
    const segments = path.split('/');
    for (const { route, method: wanted, pattern } of ranked) {
      const variables = wanted === method || wanted === 'ANY' ? variablesOf(pattern, segments) : undefined;
      if (variables) return { route, variables };
    }
    return undefined;
  };
}

/** `rank` sorts by segment (fixed, variable, greedy) and then by method. */
function patternOf(key: string): { method: string; pattern: readonly string[]; rank: string } {
  const [method = '', path = ''] = key === '$default' ? ['ANY', '/{proxy+}'] : key.split(' ');
  const pattern = path.split('/');
  const kinds = pattern.map((segment) => (/\+\}$/.test(segment) ? '2' : /^\{/.test(segment) ? '1' : '0'));
  return {
    method,
    pattern,
    rank: `${key === '$default' ? 'z' : ''}${kinds.join('')}${method === 'ANY' ? 'b' : 'a'}`,
  };
}

function variablesOf(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const variables: Record<string, string> = {};
  for (const [at, wanted] of pattern.entries()) {
    const [, name, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(wanted) ?? [];
    const found = greedy ? segments.slice(at).join('/') : segments[at];
    if (name ? !found : found !== wanted) return undefined;
    if (name) variables[name] = decode(found ?? '');
    if (greedy) return variables;
  }
  return pattern.length === segments.length ? variables : undefined;
}

// Finds the route of a request as an HTTP API does. Supports what the template uses: `ANY` with fixed segments and
// `{variable}` segments.

import { decode } from '../../request.ts';
import type { RoutePlan } from '../../template/plan.ts';

export interface Match {
  readonly route: RoutePlan;
  /** Values of the path's variables, decoded. */
  readonly variables: Readonly<Record<string, string>>;
}

export type Router = (path: string) => Match | undefined;

export function createRouter(routes: readonly RoutePlan[]): Router {
  const patterns = routes
    .map((route) => ({ route, pattern: route.key.replace('ANY ', '').split('/') }))
    // A fixed segment is more specific than a variable, and `{` sorts after every character of a fixed segment.
    .sort((a, b) => (a.route.key < b.route.key ? -1 : 1));
  return (path) => {
    const segments = path.split('/');
    for (const { route, pattern } of patterns) {
      const variables = matchSegments(pattern, segments);
      if (variables) return { route, variables };
    }
    return undefined;
  };
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const variables: Record<string, string> = {};
  for (const [at, wanted] of pattern.entries()) {
    const segment = segments[at] ?? '';
    const [, name] = /^\{(\w+)\}$/.exec(wanted) ?? [];
    if (name === undefined ? segment !== wanted : segment === '') return undefined;
    if (name !== undefined) variables[name] = decode(segment);
  }
  return variables;
}

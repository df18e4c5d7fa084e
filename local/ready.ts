// The ready line of a run: everything that a program needs to use it. Also served at `GET /.acuse/ready`.
import { type Keys, parseKeys } from '../functions/core/key/keys.ts';
import type { Source } from '../functions/core/source/source.ts';
import { sourceUrl } from '../functions/core/source/source-url.ts';
import { CONSOLE_PATH } from './console.ts';
import { Problem } from './problem.ts';
import type { Engines } from './services/engines/engines.ts';
import type { EngineEndpoints } from './services/lambda/variables.ts';
import type { SimulatorUrls } from './simulators/simulators.ts';
import type { Plan } from './template/plan.ts';

export interface Ready {
  readonly event: 'ready';
  readonly baseUrl: string;
  /** With --public-url: the sources' URLs and resume URLs begin with `url`; the tunnel leads to `tunnelTo`. */
  readonly public?: PublicAddress;
  readonly sources: readonly (Pick<Source, 'id' | 'platform' | 'waits'> & { readonly url: string })[];
  /** Null for a template without a console. */
  readonly consoleUrl: string | null;
  /** For AWS's SDK; `lambda` invokes the template's functions. */
  readonly endpoints: EngineEndpoints & { readonly lambda: string };
  /** The values of all parameters, by name. */
  readonly parameters: Readonly<Record<string, string>>;
  /** By logical id: the URL of a queue, the name of a table or bucket, the ARN of a secret. */
  readonly resources: Readonly<Record<string, string>>;
  /** By logical id: the name of a function. */
  readonly functions: Readonly<Record<string, string>>;
  /** Treble's. */
  readonly simulatorUrl?: string;
  /** The simulators' pages, by platform: of those that are simulated. */
  readonly simulators: SimulatorUrls;
}

export interface PublicAddress {
  readonly url: string;
  readonly tunnelTo: string;
}

/** The secret with the stack's keys. */
const KEY_SECRET = 'AcuseKey';

/** The stack's secret, with its keys. @throws {Problem} when the template has none, or it cannot be read. */
export function secretOf({ secrets }: Plan): { readonly logicalId: string; readonly keys: Keys } {
  const secret = secrets.find(({ logicalId }) => logicalId === KEY_SECRET);
  if (!secret) throw new Problem(`A local run needs the stack's key; the template has no ${KEY_SECRET}.`);
  const keys = parseKeys(secret.text);
  if (keys) return { logicalId: secret.logicalId, keys };
  throw new Problem(
    `secrets/${secret.logicalId} in the data directory holds no key. Name another directory.`,
  );
}

export interface ReadyFacts {
  readonly baseUrl: string;
  readonly public?: PublicAddress;
  readonly endpoints: EngineEndpoints;
  readonly lambdaUrl: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly simulators: SimulatorUrls;
  readonly sources: readonly Source[];
}

export function readyOf(
  plan: Plan,
  engines: Engines,
  { baseUrl, public: address, endpoints, lambdaUrl, parameters, simulators, sources }: ReadyFacts,
): Ready {
  const { keys } = secretOf(plan);
  return {
    event: 'ready',
    baseUrl,
    ...(address && { public: address }),
    sources: sources
      .filter(({ removed }) => !removed)
      .map((source) => {
        const { id, platform, waits } = source;
        return { id, platform, waits, url: sourceUrl(address?.url ?? baseUrl, keys, source) };
      }),
    consoleUrl: plan.widget ? `${baseUrl}${CONSOLE_PATH}` : null,
    endpoints: { ...endpoints, lambda: lambdaUrl },
    parameters: Object.fromEntries(parameters),
    resources: Object.fromEntries([
      ...plan.queues.map(({ logicalId, name }) => [logicalId, engines.queueUrl(name)]),
      ...[...plan.tables, ...plan.buckets].map(({ logicalId, name }) => [logicalId, name]),
      ...plan.secrets.map(({ logicalId, arn }) => [logicalId, arn]),
    ]),
    functions: Object.fromEntries(plan.functions.map(({ logicalId, name }) => [logicalId, name])),
    ...(simulators.treble !== undefined && { simulatorUrl: simulators.treble }),
    simulators,
  };
}

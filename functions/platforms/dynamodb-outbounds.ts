// The sources' settings, the keys of others' APIs, and whom the answers go to, as every function that sends reads them.
import { STORE } from '../core/policy.ts';
import { type ApiKeys, apiKeys } from '../core/source/api-keys.ts';
import { dynamoDbSourceReader } from '../core/source/dynamodb-source-store.ts';
import { secretsManagerApiKeys } from '../core/source/secrets-manager-api-keys.ts';
import { type SourceDirectory, sourceDirectory } from '../core/source/source-directory.ts';
import type { Outbounds } from '../core/wait/outbound.ts';
import type { sendingEnvironment } from '../core/wait/sending-environment.ts';
import type { ItemClient } from '../runtime/aws/dynamodb.ts';
import { clock } from '../runtime/clock.ts';
import type { Environment } from '../runtime/environment.ts';
import { FIRST_SOURCES } from './list.ts';
import { configuredOutbounds } from './outbound.ts';

export function dynamoDbOutbounds(
  config: Environment<typeof sendingEnvironment>,
  client: ItemClient,
): { readonly directory: SourceDirectory; readonly keys: ApiKeys; readonly outbounds: Outbounds } {
  const directory = sourceDirectory(
    dynamoDbSourceReader({ client, table: config.SOURCES_TABLE, firstSources: FIRST_SOURCES }),
    clock,
  );
  const keys = apiKeys(
    secretsManagerApiKeys({ region: config.AWS_REGION, secret: config.API_KEYS_SECRET, limits: STORE }),
    clock,
  );
  return { directory, keys, outbounds: configuredOutbounds(config, { directory, apiKeys: keys }) };
}

// The sources' settings of a run, read and written by the product's own store on the run's DynamoDB.
import type { Source } from '../functions/core/source/source.ts';
import type { SourceStore } from '../functions/core/source/source-store.ts';
import { FIRST_SOURCES } from '../functions/platforms/list.ts';
import { isDemoSource } from './demo/own-sources.ts';
import { REGION } from './template/identities.ts';
import type { Plan } from './template/plan.ts';

const TABLE_ID = 'SourcesTable';

export interface SourceSettings {
  /** Undefined for a template without the table. */
  readonly store: SourceStore | undefined;
  /** All sources but the demonstration's own, as the functions would read them. */
  list(): Promise<readonly Source[]>;
  close(): void;
}

/**
 * The SDK and the store on it. Loading them takes about 0.1 s of CPU, so main.ts does not import them: the run calls
 * this while it waits for the engines.
 */
export const loadSourceStore = () =>
  Promise.all([
    import('@aws-sdk/client-dynamodb'),
    import('../functions/core/source/dynamodb-source-store.ts'),
    import('../functions/runtime/aws/sdk-dynamodb.ts'),
  ]);

export async function openSourceSettings(
  { tables }: Plan,
  endpoint: string,
  loading: ReturnType<typeof loadSourceStore>,
): Promise<SourceSettings> {
  const [{ DynamoDBClient }, { dynamoDbSources }, { sdkDynamoDb }] = await loading;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials });
  const table = tables.find(({ logicalId }) => logicalId === TABLE_ID);
  const store =
    table && dynamoDbSources({ client: sdkDynamoDb(client), table: table.name, firstSources: FIRST_SOURCES });
  return {
    store,
    async list() {
      const sources = (await store?.read())?.sources ?? FIRST_SOURCES;
      return sources.filter((source) => !isDemoSource(source));
    },
    close: () => client.destroy(),
  };
}

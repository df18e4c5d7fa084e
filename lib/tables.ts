// The tables: sessions for waits, failures for the error log, sources for the settings of webhook URLs, stats for the
// statistics of each minute. Their data cannot be received again, so they are kept when the stack is deleted. Key names
// are those of the adapters.
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { FAILURES, SESSIONS, SOURCES_TABLE, STATS } from '../functions/core/tables.ts';
import { fixLogicalId } from './logical-id.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });
const number = (name: string) => ({ name, type: AttributeType.NUMBER });

const common: Omit<TableProps, 'partitionKey'> = {
  billingMode: BillingMode.PAY_PER_REQUEST,
  encryption: TableEncryption.AWS_MANAGED,
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  // A first deployment that fails leaves no table, so it is not protected from deletion: no rollback can delete it then.
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
};

export class Tables extends Construct {
  readonly sessions: Table;
  readonly failures: Table;
  readonly sources: Table;
  readonly stats: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.sessions = new Table(this, 'Sessions', {
      ...common,
      partitionKey: text(SESSIONS.partitionKey),
      timeToLiveAttribute: SESSIONS.expiry,
    });
    fixLogicalId(this.sessions, 'SessionsTable');
    this.sessions.addGlobalSecondaryIndex({
      indexName: SESSIONS.due.index,
      partitionKey: text(SESSIONS.due.partitionKey),
      sortKey: number(SESSIONS.due.sortKey),
      // The sweeper reads the item before it acts, because an index is always a little late.
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...SESSIONS.due.shown],
    });

    this.failures = new Table(this, 'Failures', {
      ...common,
      partitionKey: text(FAILURES.partitionKey),
      timeToLiveAttribute: FAILURES.expiry,
    });
    fixLogicalId(this.failures, 'FailuresTable');
    this.failures.addGlobalSecondaryIndex({
      indexName: FAILURES.newest.index,
      partitionKey: text(FAILURES.newest.partitionKey),
      sortKey: number(FAILURES.newest.sortKey),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...FAILURES.newest.shown],
    });

    this.sources = new Table(this, 'Sources', {
      ...common,
      partitionKey: text(SOURCES_TABLE.partitionKey),
    });
    fixLogicalId(this.sources, 'SourcesTable');

    this.stats = new Table(this, 'Stats', {
      ...common,
      partitionKey: text(STATS.partitionKey),
      sortKey: text(STATS.sortKey),
      timeToLiveAttribute: STATS.expiry,
    });
    fixLogicalId(this.stats, 'StatsTable');
  }

  /** By the name in the legend of a graph. */
  get all(): readonly { readonly name: string; readonly tableName: string }[] {
    const { sessions, failures, sources, stats } = this;
    return Object.entries({ sessions, failures, sources, stats }).map(([name, { tableName }]) => ({
      name,
      tableName,
    }));
  }
}

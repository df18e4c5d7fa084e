// List prices of us-east-1 in dollars, without a free tier, each of the first tier. Other regions differ. Checked on
// 2026-11-27 against what others have published of AWS's price list files; those files themselves could not be read. A
// version is the name of the file that says so:
// https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/<version>/us-east-1/index.json

interface Source {
  /** For people. */
  readonly page: string;
  readonly version: string;
}

export interface Price {
  readonly unit: string;
  /** For a million of the unit. */
  readonly perMillion: number;
  readonly source: Source;
}

const DYNAMODB: Source = {
  page: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  version: 'AmazonDynamoDB/20260911124422',
};
const LAMBDA: Source = {
  page: 'https://aws.amazon.com/lambda/pricing/',
  version: 'AWSLambda/20260919002359',
};
const CLOUDWATCH: Source = {
  page: 'https://aws.amazon.com/cloudwatch/pricing/',
  version: 'AmazonCloudWatch/20260831092148',
};
/**
 * What others quote of this file is the price of a standard queue. That of a FIFO queue is checked against a published
 * bill of June 2026: 147,761,190 requests, of which a million is free, cost 73.38.
 */
const SQS: Source = {
  page: 'https://aws.amazon.com/sqs/pricing/',
  version: 'AWSQueueService/20260911124607',
};
const HTTP_API: Source = {
  page: 'https://aws.amazon.com/api-gateway/pricing/',
  version: 'AmazonApiGateway/20260921231404',
};
/** For all regions: its file has no folder of a region. */
const KMS: Source = { page: 'https://aws.amazon.com/kms/pricing/', version: 'awskms/20260831092318' };

const SECRETS: Source = {
  page: 'https://aws.amazon.com/secrets-manager/pricing/',
  version: 'AWSSecretsManager/20260831092330',
};

export const PRICES = {
  tableWrites: { unit: 'write unit of a table', perMillion: 0.625, source: DYNAMODB },
  indexWrites: { unit: 'write unit of an index', perMillion: 0.625, source: DYNAMODB },
  statisticsWrites: { unit: 'write unit of the statistics', perMillion: 0.625, source: DYNAMODB },
  reads: { unit: 'read unit', perMillion: 0.125, source: DYNAMODB },
  sqs: { unit: 'request to a FIFO queue', perMillion: 0.5, source: SQS },
  api: { unit: 'request to an HTTP API', perMillion: 1, source: HTTP_API },
  invocations: { unit: 'invocation of a function', perMillion: 0.2, source: LAMBDA },
  /** ARM: 0.0000133334 for a GB second. */
  megabyteSeconds: { unit: 'MB second of a function', perMillion: 0.0133334 / 1.024, source: LAMBDA },
  /** 0.50 for a GB. */
  logKilobytes: { unit: 'KB of log', perMillion: 0.5, source: CLOUDWATCH },
} as const satisfies Record<string, Price>;

/** What stands, used or not, for a month. */
export const MONTHLY = {
  alarm: { price: 0.1, source: CLOUDWATCH },
  /** The same in all regions. */
  dashboard: { price: 3, source: CLOUDWATCH },
  customMetric: { price: 0.3, source: CLOUDWATCH },
  key: { price: 1, source: KMS },
  secret: { price: 0.4, source: SECRETS },
} as const satisfies Record<string, { readonly price: number; readonly source: Source }>;

export type Priced = keyof typeof PRICES;

export type Amounts = Partial<Record<Priced, number>>;

/** Dollars for a million times these amounts, by item. */
export function dollars(amounts: Amounts): Record<Priced, number> {
  const names = Object.keys(PRICES) as Priced[];
  return Object.fromEntries(
    names.map((name) => [name, (amounts[name] ?? 0) * PRICES[name].perMillion]),
  ) as Record<Priced, number>;
}

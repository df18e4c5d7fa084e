// List prices of us-east-1 in dollars, without a free tier, as read in November 2026. Other regions differ.

export interface Price {
  readonly unit: string;
  /** For a million of the unit. */
  readonly perMillion: number;
  readonly source: string;
}

const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';

export const PRICES = {
  tableWrites: { unit: 'write unit of a table', perMillion: 0.625, source: DYNAMODB },
  indexWrites: { unit: 'write unit of an index', perMillion: 0.625, source: DYNAMODB },
  statisticsWrites: { unit: 'write unit of the statistics', perMillion: 0.625, source: DYNAMODB },
  reads: { unit: 'read unit', perMillion: 0.125, source: DYNAMODB },
  sqs: { unit: 'request to a FIFO queue', perMillion: 0.5, source: 'https://aws.amazon.com/sqs/pricing/' },
  api: {
    unit: 'request to an HTTP API',
    perMillion: 1,
    source: 'https://aws.amazon.com/api-gateway/pricing/',
  },
  invocations: { unit: 'invocation of a function', perMillion: 0.2, source: LAMBDA },
  /** ARM, the first tier. */
  megabyteSeconds: { unit: 'MB second of a function', perMillion: 0.0133334 / 1.024, source: LAMBDA },
  logKilobytes: {
    unit: 'KB of log',
    perMillion: 0.5,
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
} as const satisfies Record<string, Price>;

export type Priced = keyof typeof PRICES;

export type Amounts = Partial<Record<Priced, number>>;

/** Dollars for a million times these amounts, by item. */
export function dollars(amounts: Amounts): Record<Priced, number> {
  const names = Object.keys(PRICES) as Priced[];
  return Object.fromEntries(
    names.map((name) => [name, (amounts[name] ?? 0) * PRICES[name].perMillion]),
  ) as Record<Priced, number>;
}

// The ARN of a Lambda function, with or without a version or alias at the end.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html

export interface FunctionArn {
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly name: string;
  /** A version or an alias. */
  readonly qualifier?: string;
}

/** The pattern of one ARN, also for the stack parameter and the command line. */
export const FUNCTION_ARN =
  'arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_$-]{1,128})?';

const WHOLE = new RegExp(`^${FUNCTION_ARN}$`);

export function parseFunctionArn(arn: string): FunctionArn | undefined {
  if (!WHOLE.test(arn)) return undefined;
  const [, partition, , region, , , name, qualifier] = arn.split(':');
  if (!partition || !region || !name) return undefined;
  return { arn, partition, region, name, ...(qualifier !== undefined && { qualifier }) };
}

/** Finds a function in a list by its ARN, its name, or name and qualifier. */
export function findFunction(arns: readonly string[], reference: string): FunctionArn | undefined {
  const known = arns.flatMap((arn) => parseFunctionArn(arn) ?? []);
  return (
    known.find((fn) => reference === fn.arn || reference === qualifiedName(fn)) ??
    known.find(({ name }) => reference === name)
  );
}

export function qualifiedName({ name, qualifier }: FunctionArn): string {
  return qualifier === undefined ? name : `${name}:${qualifier}`;
}

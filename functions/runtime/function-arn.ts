// The ARN of a Lambda function, as people copy it from the console, with a version or alias at its end or without.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html

export interface FunctionArn {
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly name: string;
  /** A version or an alias. */
  readonly qualifier?: string;
}

/** One ARN, as a pattern that the stack's parameter and the command line are held to as well. */
export const FUNCTION_ARN =
  'arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_$-]{1,128})?';

const WHOLE = new RegExp(`^${FUNCTION_ARN}$`);

export function parseFunctionArn(arn: string): FunctionArn | undefined {
  if (!WHOLE.test(arn)) return undefined;
  const [, partition = '', , region = '', , , name = '', qualifier] = arn.split(':');
  return { arn, partition, region, name, ...(qualifier !== undefined && { qualifier }) };
}

/** Of a list, the one that is meant: by its ARN, its name, or name and qualifier. */
export function findFunction(arns: readonly string[], meant: string): FunctionArn | undefined {
  const known = arns.flatMap((arn) => parseFunctionArn(arn) ?? []);
  return (
    known.find((one) => meant === one.arn || meant === qualifiedName(one)) ??
    known.find(({ name }) => meant === name)
  );
}

export function qualifiedName({ name, qualifier }: FunctionArn): string {
  return qualifier === undefined ? name : `${name}:${qualifier}`;
}

// What `npm start` says of a processor that cannot work as it is set: every conversation would go on as failed.

/** `given`: the parameters of the command line. `hasLambda`: AWS_ENDPOINT_URL_LAMBDA is set. */
export function startWarnings(
  given: ReadonlyMap<string, string>,
  { hasLambda }: { readonly hasLambda: boolean },
): string[] {
  const isMissing = (name: string) => (given.get(name) ?? '') === '';
  switch (given.get('Processor')) {
    case 'http':
      return isMissing('ProcessorUrl')
        ? [
            'Processor=http has no address: add ProcessorUrl=http://127.0.0.1:…, or give a source its own: source edit <id> --processor-url',
          ]
        : [];
    case 'lambda':
      return [
        ...(isMissing('ProcessorFunctionArns')
          ? ['Processor=lambda has no function: add ProcessorFunctionArns=<arn>']
          : []),
        ...(hasLambda
          ? []
          : [
              'Processor=lambda has no Lambda here: set the environment variable AWS_ENDPOINT_URL_LAMBDA to a compatible endpoint',
            ]),
      ];
    case 'lookup':
      return ['Processor=lookup does nothing for a source without a lookup: source edit <id> --lookup FILE'];
    default:
      return [];
  }
}

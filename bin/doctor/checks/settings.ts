// Settings that switch something off or do nothing, and secret values that are missing.
import { warnings } from '../../source-text.ts';
import { type Check, onFact } from '../check.ts';

const EDIT = /: (npx acuse [^,]*(?:, or .*)?)$/;

export const settings: Check = {
  name: 'the settings of the sources',
  look: ({ sources, parameters }) =>
    sources.flatMap((source) =>
      warnings(source, parameters).map((warning) => {
        const mend = EDIT.exec(warning)?.[1];
        return {
          problem: `${source.id}: ${mend === undefined ? warning : warning.replace(EDIT, '')}`,
          mend: mend ?? `npx acuse source edit ${source.id} …`,
        };
      }),
    ),
};

export const lookupSecrets: Check = {
  name: 'the secret values of lookups',
  look: ({ missingLookupSecrets, sources }) =>
    sources.some(({ lookup }) => lookup !== undefined)
      ? onFact(missingLookupSecrets, (missing) =>
          missing.map(({ source, header }) => ({
            problem: `the lookup of ${source} has no value for its header ${header}`,
            mend: `npx acuse lookup secret ${source} ${header}`,
          })),
        )
      : undefined,
};

// Checks the given parameters against their rows, which needs no build: a mistake is told at once. The template is
// checked too when it is there (parameters.ts), because a run plays what the template says.
import { constraintOf, readValue } from '../../functions/core/parameters/parameter.ts';
import { PARAMETERS } from '../../lib/parameter-list.ts';
import { notAParameter, refuseParameters } from './parameters.ts';

/** @throws {Problem} naming every parameter that is unknown or invalid, never with its value. */
export function checkParameters(given: ReadonlyMap<string, string>): void {
  const names = PARAMETERS.map(({ name }) => name);
  refuseParameters(
    [...given].flatMap(([name, value]) => {
      const row = PARAMETERS.find((one) => one.name === name);
      if (!row) return [notAParameter(name, names)];
      return readValue(row, value) === undefined ? [`${name} ${constraintOf(row)}`] : [];
    }),
  );
}

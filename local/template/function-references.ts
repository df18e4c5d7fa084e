// Finds the function that another resource names, by ARN or name. A service that calls a function needs its
// permission in the template, as in an account.
import { Problem } from '../problem.ts';
import type { FunctionPlan } from './plan.ts';
import type { ResourceReader } from './resource-reader.ts';

export interface FunctionReferences {
  /** The logical id. `caller` is for the message. @throws {Problem} when no function has this ARN or name. */
  find(reference: string, caller: string): string;
  /** As `find`. @throws {Problem} when no permission lets `principal` call it. */
  findPermitted(principal: string, reference: string, caller: string): string;
}

export function functionReferences(
  reader: ResourceReader,
  functions: readonly FunctionPlan[],
): FunctionReferences {
  const find: FunctionReferences['find'] = (reference, caller) => {
    const found = functions.find(({ arn, name }) => reference === arn || reference === name);
    if (!found) throw new Problem(`${caller} names no function of the template.`);
    return found.logicalId;
  };
  const permissions = new Set(
    reader
      .all('AWS::Lambda::Permission')
      .map(
        ({ logicalId, properties }) => `${properties.Principal} ${find(properties.FunctionName, logicalId)}`,
      ),
  );
  return {
    find,
    findPermitted(principal, reference, caller) {
      const id = find(reference, caller);
      if (permissions.has(`${principal} ${id}`)) return id;
      throw new Problem(
        `${caller} may not call ${id}: no AWS::Lambda::Permission allows it for ${principal}.`,
      );
    },
  };
}

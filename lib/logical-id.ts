// Sets the logical id of a resource, which operators, the command line and the local run use. A construct that moves in
// the tree must never replace a table or a queue.
import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export function fixLogicalId(construct: Construct, logicalId: string): void {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    throw new Error(
      `${construct.node.path} is not a single resource, so it cannot have the logical id ${logicalId}.`,
    );
  }
  resource.overrideLogicalId(logicalId);
}

// Gives a resource the logical id that operators, the command line and the local run know it by. Moving a
// construct within the tree must never replace a table or a queue.
import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export function fixLogicalId(construct: Construct, logicalId: string): void {
  const resource = construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    throw new Error(
      `${construct.node.path} stands for no single resource, so it cannot be named ${logicalId}.`,
    );
  }
  resource.overrideLogicalId(logicalId);
}

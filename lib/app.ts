// The CDK app: one stack, checked with the AwsSolutions rules of cdk-nag. Findings of CDK's template validation are
// errors too, by a setting in cdk.json.
import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AcuseStack } from './stack.ts';

export function acuseApp(props?: AppProps): { readonly app: App; readonly stack: AcuseStack } {
  const app = new App(props);
  // `-c stackName=AcuseTest` makes another stack of it, with the same logical ids.
  const stackName: unknown = app.node.tryGetContext('stackName');
  const stack = new AcuseStack(app, 'Acuse', typeof stackName === 'string' ? { stackName } : {});
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, stack };
}

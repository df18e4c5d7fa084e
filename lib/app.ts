// The CDK app: one stack, held to cdk-nag's AwsSolutions rules. CDK's own validation of the template counts as
// errors too, by a setting in cdk.json.
import { App, type AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AcuseStack } from './stack.ts';

export function acuseApp(props?: AppProps): { readonly app: App; readonly stack: AcuseStack } {
  const app = new App(props);
  const stack = new AcuseStack(app, 'Acuse');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return { app, stack };
}

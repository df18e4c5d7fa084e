// The CDK app: one stack, held to cdk-nag's AwsSolutions rules and to CDK's own validation.
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AcuseStack } from '../lib/stack.ts';

const app = new App();
new AcuseStack(app, 'Acuse');
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

// The CDK app that `npx cdk …` runs, see cdk.json. It writes the cloud assembly when the process ends.
import { acuseApp } from '../lib/app.ts';

acuseApp();

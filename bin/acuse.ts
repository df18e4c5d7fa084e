// What `npx cdk …` runs, see cdk.json. The app writes its cloud assembly when the process ends.
import { acuseApp } from '../lib/app.ts';

acuseApp();

// The whole deployment, in the order of the data flow.
import {
  CfnOutput,
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import packageJson from '../package.json' with { type: 'json' };
import { Alarms } from './alarms.ts';
import { Api } from './api.ts';
import { ApiKeys } from './api-keys.ts';
import { Bodies } from './bodies.ts';
import { Console } from './console.ts';
import { Dashboard } from './dashboard.ts';
import { Ingest } from './ingest.ts';
import { Key } from './key.ts';
import { Operate } from './operate.ts';
import { declareParameters } from './parameters.ts';
import { Queues } from './queues.ts';
import { Resume } from './resume.ts';
import { Statistics } from './statistics.ts';
import { Sweeper } from './sweeper.ts';
import { Tables } from './tables.ts';
import { Worker } from './worker.ts';

export class AcuseStack extends Stack {
  constructor(scope: Construct, id: string, props: Pick<StackProps, 'stackName'> = {}) {
    super(scope, id, {
      ...props,
      description: 'Acuse: acknowledges the webhooks of chat platforms and continues waiting conversations',
      // The CLI checks the version of the bootstrap; the rule would add a parameter to the template.
      // The cast is needed because the types of the library disagree about `undefined` (exactOptionalPropertyTypes).
      synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
    });

    const parameters = declareParameters(this);
    const key = new Key(this, 'Key');
    const queues = new Queues(this, 'Queues', { parameters });
    const tables = new Tables(this, 'Tables');
    const apiKeys = new ApiKeys(this, 'ApiKeys');
    const bodies = new Bodies(this, 'Bodies', { parameters });
    const ingest = new Ingest(this, 'Ingest', { parameters, key, queues, tables, bodies });
    const resume = new Resume(this, 'Resume', { parameters, key, tables, apiKeys });
    const api = new Api(this, 'Api', { parameters, ingest: ingest.function, resume: resume.function });
    const statistics = new Statistics(this, 'Statistics', { parameters, tables, accessLog: api.accessLog });
    const { baseUrl } = api;
    const worker = new Worker(this, 'Worker', { parameters, key, queues, tables, apiKeys, bodies, baseUrl });
    key.encryptEnvironment([ingest.function, resume.function, worker.function], parameters);
    const sweeper = new Sweeper(this, 'Sweeper', { parameters, queues, tables, apiKeys });
    const operate = new Operate(this, 'Operate', { parameters, queues, tables, apiKeys, bodies });
    const console = new Console(this, 'Console', { parameters, tables, operate: operate.function });
    const functions = {
      ingest: ingest.function,
      worker: worker.function,
      resume: resume.function,
      sweeper: sweeper.function,
      stats: statistics.function,
      console: console.function,
      operate: operate.function,
    };
    const dashboard = new Dashboard(this, 'Dashboard', { ...functions, api, queues, tables, functions });
    new Alarms(this, 'Alarms', { ...functions, parameters, api, queues });

    new CfnOutput(this, 'BaseUrl', {
      description: 'The base URL of the webhooks; each source has its own URL below it',
      value: api.baseUrl,
    });
    new CfnOutput(this, 'DashboardUrl', {
      description:
        'The console and the metrics of AWS, for users with permission for dashboards of this account',
      value: dashboard.url,
    });
    new CfnOutput(this, 'Version', {
      description: 'The version of Acuse, which the command doctor compares with its own',
      value: packageJson.version,
    });
    new CfnOutput(this, 'UrlsCommand', {
      description: 'Shows the URLs to paste into the platforms',
      value: `npx acuse urls --stack ${this.stackName}`,
    });
  }
}

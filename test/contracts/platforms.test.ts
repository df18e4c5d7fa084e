// Every adapter, and the one to copy for a new platform, keeps the contract.
import { inbound } from '../../functions/platforms/inbound.ts';
import { fixtures } from '../fixtures/load.ts';
import { readTemplate } from '../fixtures/template/inbound.ts';
import { platformContract } from './platform.ts';

for (const [platform, read] of Object.entries({ ...inbound, template: readTemplate })) {
  platformContract({ platform, read, samples: fixtures(platform) });
}

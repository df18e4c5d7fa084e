// Every platform, and the one to copy for a new platform, keeps the contract.
import { PLATFORMS } from '../../functions/platforms/list.ts';
import { fixtures } from '../fixtures/load.ts';
import { template } from '../fixtures/template/platform.ts';
import { platformContract } from './platform.ts';

for (const platform of [...PLATFORMS, template]) {
  platformContract({ platform, samples: fixtures(platform.name) });
}

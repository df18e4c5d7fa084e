// Every platform, and the template for a new one, keeps the contract.
import { PLATFORMS } from '../../functions/platforms/list.ts';
import { findPhotoFinder } from '../../functions/platforms/photos.ts';
import { findReader } from '../../functions/platforms/readers.ts';
import { fixtures } from '../fixtures/load.ts';
import { readTemplate } from '../fixtures/template/inbound.ts';
import { findTemplatePhoto } from '../fixtures/template/photo.ts';
import { template } from '../fixtures/template/platform.ts';
import { platformContract } from './platform.ts';

for (const platform of PLATFORMS) {
  const { name } = platform;
  const [read, findPhoto] = [findReader(name), findPhotoFinder(name)];
  if (!read || !findPhoto) throw new Error(`${name} lacks its line in readers.ts or photos.ts.`);
  platformContract({ platform, read, findPhoto, samples: fixtures(name) });
}

platformContract({
  platform: template,
  read: readTemplate,
  findPhoto: findTemplatePhoto,
  samples: fixtures(template.name),
});

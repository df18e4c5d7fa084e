// Every platform, and the template for a new one, keeps the contract.
import { PLATFORMS } from '../../functions/platforms/list.ts';
import { findPhotoFinder } from '../../functions/platforms/photos.ts';
import { findReader } from '../../functions/platforms/readers.ts';
import { findSigns } from '../../functions/platforms/signs.ts';
import { findWhereToPaste } from '../../functions/platforms/where-to-paste.ts';
import { fixtures } from '../fixtures/load.ts';
import { readTemplate } from '../fixtures/template/inbound.ts';
import { findTemplatePhoto } from '../fixtures/template/photo.ts';
import { template, whereToPasteTemplate } from '../fixtures/template/platform.ts';
import { platformContract } from './platform.ts';

for (const platform of PLATFORMS) {
  const { name } = platform;
  const [read, findPhoto, whereToPaste] = [findReader(name), findPhotoFinder(name), findWhereToPaste(name)];
  if (!read || !findPhoto || !whereToPaste)
    throw new Error(`${name} lacks its line in readers.ts, photos.ts or where-to-paste.ts.`);
  const signs = findSigns(name);
  platformContract({ platform, read, findPhoto, whereToPaste, signs, samples: fixtures(name) });
}

platformContract({
  platform: template,
  read: readTemplate,
  findPhoto: findTemplatePhoto,
  whereToPaste: whereToPasteTemplate,
  samples: fixtures(template.name),
});

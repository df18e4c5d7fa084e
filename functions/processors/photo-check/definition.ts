// The processor `photo-check`: it checks that the customer has sent a usable photo.
import { defineProcessor } from '../definition.ts';
import { PHOTO_PARAMETERS } from '../photo/parameters.ts';
import { photoSettings } from '../photo/settings.ts';
import { photoMinContrast } from './parameters.ts';

export const photoCheck = defineProcessor({
  name: 'photo-check',
  parameters: [...PHOTO_PARAMETERS, photoMinContrast],
  async make(settings, { timeoutMs }) {
    const { photoCheckProcessor } = await import('./photo-check.ts');
    return photoCheckProcessor(
      { ...photoSettings(settings), minContrast: settings.PHOTO_MIN_CONTRAST },
      timeoutMs,
    );
  },
});

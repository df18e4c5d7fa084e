// The processor `photo-check`: it checks that the customer has sent a usable photo.
import { defineProcessor } from '../definition.ts';
import { PHOTO_PARAMETERS } from './parameters.ts';

export const photoCheck = defineProcessor({
  name: 'photo-check',
  parameters: PHOTO_PARAMETERS,
  async make(settings, { timeoutMs }) {
    const { photoProcessor } = await import('./photo-check.ts');
    const photo = {
      key: settings.PHOTO_KEY,
      allowedHosts: settings.PHOTO_ALLOWED_HOSTS,
      minPixels: settings.PHOTO_MIN_PIXELS,
      maxMegapixels: settings.PHOTO_MAX_MEGAPIXELS,
      minBytes: settings.PHOTO_MIN_BYTES,
      maxBytes: settings.PHOTO_MAX_BYTES,
      minContrast: settings.PHOTO_MIN_CONTRAST,
    };
    return photoProcessor(photo, timeoutMs);
  },
});

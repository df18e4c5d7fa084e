// The processor `id-card`: it reads the code of an identity card in the customer's photo.
import { defineProcessor } from '../definition.ts';
import { PHOTO_PARAMETERS } from '../photo/parameters.ts';
import { photoSettings } from '../photo/settings.ts';
import { CARD_KEYS, COUNTRIES } from './card.ts';
import { amongWords, CARD_PARAMETERS } from './parameters.ts';

export const idCard = defineProcessor({
  name: 'id-card',
  parameters: [...PHOTO_PARAMETERS, ...CARD_PARAMETERS],
  async make(settings, { source: { card = {} }, timeoutMs, clock }) {
    const { cardProcessor } = await import('./id-card.ts');
    return cardProcessor({
      photo: photoSettings(settings),
      card: {
        countries: card.countries ? amongWords(COUNTRIES)(card.countries) : settings.CARD_COUNTRIES,
        keys: card.keys ? amongWords(CARD_KEYS)(card.keys) : settings.CARD_KEYS,
        expectedKey: card.expectedKey ?? settings.CARD_EXPECTED_KEY,
      },
      timeoutMs,
      clock,
    });
  },
});

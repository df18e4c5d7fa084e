import { field, idField, textField } from '../fields.ts';
import type { PlatformSigns } from '../signs.ts';

export const trinoSigns: PlatformSigns = {
  read: (_, body) => {
    const id = idField(body, 'id');
    const marker = textField(field(body, 'content_attributes'), 'acuse');
    const text = textField(body, 'content');
    return {
      echo: {
        status: 'sent',
        ...(id !== undefined && { id }),
        ...(marker !== undefined && { marker }),
        ...(text !== undefined && { text }),
      },
    };
  },
  isBots: () => false,
};

// The place of a source's URL on each platform's screens. Only the command line and a local run load this file.
import { whereToPasteBotmaker } from './botmaker/platform.ts';
import { byPlatform } from './list.ts';
import type { WhereToPaste } from './platform.ts';
import { whereToPasteTreble } from './treble/platform.ts';
import { whereToPasteTrino } from './trino/platform.ts';

export const findWhereToPaste = byPlatform<WhereToPaste>({
  treble: whereToPasteTreble,
  botmaker: whereToPasteBotmaker,
  trino: whereToPasteTrino,
});

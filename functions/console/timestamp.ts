// A timestamp, readable for people and for programs.
import { type Html, html } from '../runtime/html.ts';
import type { Zone } from './zone.ts';

export const timestamp = (ms: number, zone: Zone): Html =>
  html`<time datetime="${new Date(ms).toISOString()}">${zone.dateTime(ms)}</time>`;

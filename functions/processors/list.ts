// The list of processors. To add one, import its definition and add it here; no other file lists them.
import { echo } from './echo.ts';
import { http } from './http/definition.ts';
import { idCard } from './id-card/definition.ts';
import { lambda } from './lambda/definition.ts';
import { lookup } from './lookup/definition.ts';
import { none } from './none.ts';
import { photoCheck } from './photo-check/definition.ts';

export const processors = [none, echo, http, lambda, lookup, photoCheck, idCard] as const;

export type ProcessorName = (typeof processors)[number]['name'];

export const processorNames: readonly ProcessorName[] = processors.map(({ name }) => name);

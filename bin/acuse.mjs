#!/usr/bin/env node
// npx acuse: the command line, if the installation is complete.
import './installed.mjs';

await import('./compile-cache.mjs');
await import('./cli.ts');

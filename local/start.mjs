// npm start: the program, if the installation is complete.
import '../bin/installed.mjs';

await import('../bin/compile-cache.mjs');
await import('./main.ts');

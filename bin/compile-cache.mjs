// Keeps what Node.js has compiled for the next start, which is then nearly twice as fast.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/acuse-compiled', import.meta.url)));

// dynalite comes without types; this is all that engine-thread.ts uses of it.
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export default function dynalite(options: { path: string; createTableMs: number }): Server;
}

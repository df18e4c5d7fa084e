// dynalite has no types of its own; this is the part that engine-thread.ts uses.
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export default function dynalite(options: { path: string; createTableMs: number }): Server;
}

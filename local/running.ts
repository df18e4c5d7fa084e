// The local runs of this user that are running now, so that a command finds its run without a URL. Each has a small file,
// named by its process, with its base URL; the file of a process that was killed is ignored and removed.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Other users have directories of their own. */
const directory = () => join(tmpdir(), `.acuse-running-${userInfo().uid}`);

/** Of this process. Returns the function that takes the run off the list. Where it cannot be listed, it is not. */
export function announceRun(baseUrl: string): () => void {
  const file = join(directory(), String(process.pid));
  try {
    mkdirSync(directory(), { recursive: true, mode: 0o700 });
    if (!isOurs()) return () => undefined;
    writeFileSync(file, baseUrl, { mode: 0o600 });
  } catch {
    return () => undefined;
  }
  return () => rmSync(file, { force: true });
}

/** Whoever made the directory first could write URLs into it that get our commands. */
const isOurs = (): boolean => statSync(directory()).uid === userInfo().uid;

/** Base URLs. */
export function listRuns(): string[] {
  return names().flatMap((name) => {
    const file = join(directory(), name);
    if (isRunning(Number(name))) return [readFileSync(file, 'utf8')];
    rmSync(file, { force: true });
    return [];
  });
}

function names(): string[] {
  try {
    return isOurs() ? readdirSync(directory()).filter((name) => /^\d+$/.test(name)) : [];
  } catch {
    // There was no run yet.
    return [];
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

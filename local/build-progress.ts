// Shows that the app is being built, which takes some seconds: on a terminal a line that counts them.

export interface BuildProgress {
  begin(): void;
  /** Also when nothing was built. */
  end(): void;
}

const TEXT = 'Building the app; the next start uses this build …';

export function buildProgress(
  { json }: { readonly json: boolean },
  stream: NodeJS.WriteStream = process.stdout,
): BuildProgress {
  let timer: NodeJS.Timeout | undefined;
  return {
    begin() {
      if (json || timer) return;
      if (!stream.isTTY) return void stream.write(`${TEXT}\n`);
      const startedAtMs = performance.now();
      const show = () => stream.write(`\r${TEXT} ${Math.round((performance.now() - startedAtMs) / 1000)} s`);
      show();
      timer = setInterval(show, 1000).unref();
    },
    end() {
      if (!timer) return;
      clearInterval(timer);
      timer = undefined;
      stream.write('\n');
    },
  };
}

// A progress bar on standard error, only at a terminal.

export interface ProgressBar {
  show(done: number): void;
  end(): void;
}

const WIDTH = 30;

/** How far a search of unknown length has come. */
export function showSearched(items: number): void {
  if (process.stderr.isTTY) process.stderr.write(`${items} items searched so far\n`);
}

export function progressBar(total: number, stream: NodeJS.WriteStream = process.stderr): ProgressBar {
  if (!stream.isTTY || total < 2) return { show: () => undefined, end: () => undefined };
  return {
    show(done) {
      const filled = Math.round((done / total) * WIDTH);
      stream.write(`\r[${'#'.repeat(filled).padEnd(WIDTH, '.')}] ${done} of ${total}`);
    },
    end: () => stream.write('\n'),
  };
}

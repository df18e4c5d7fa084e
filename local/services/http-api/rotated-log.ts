// A log in files of a limited size. `access.log` grows; a full one becomes `access.log.<position of its first byte>`, and is
// deleted when every reader is done with it. A position counts the bytes from the beginning of the log, deleted ones
// too. The newest full file always stays, because the position of the growing one follows from it.
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';

const FULL_BYTES = 10 * 1024 * 1024;

export interface LogReader {
  /** Bytes of one file, at most `most`: from `from`, or from the oldest byte that there still is. Empty at the end. */
  read(from: number, most: number): { readonly from: number; readonly bytes: Buffer };
  /** What stands before `to` may be deleted. */
  done(to: number): void;
}

export interface RotatedLog {
  /** Synchronous, in one write: what was written survives a kill. */
  append(line: string): void;
  /** A reader that may need everything that is stored, until it says otherwise. */
  reader(): LogReader;
  /** Positions. */
  start(): number;
  end(): number;
  close(): void;
}

interface Part {
  readonly file: string;
  readonly from: number;
}

/** The file is made at once. `fullBytes`: a file that has so many gets no more lines. */
export function openRotatedLog(file: string, fullBytes = FULL_BYTES): RotatedLog {
  const readers = new Set<{ doneTo: number }>();
  let full = fullParts(file);
  let from = endOf(full.at(-1));
  let fd = openSync(file, 'a+', 0o600);
  let size = fstatSync(fd).size;
  // After a kill the last line may be incomplete: the next line must not become part of it.
  if (size > 0 && lastByte(fd, size) !== '\n') append('\n');

  function append(text: string): void {
    if (size >= fullBytes) rotate();
    size += writeSync(fd, text);
  }

  function rotate(): void {
    closeSync(fd);
    const part = { file: `${file}.${from}`, from };
    renameSync(file, part.file);
    full.push(part);
    from += size;
    fd = openSync(file, 'a+', 0o600);
    size = 0;
    deleteRead();
  }

  function deleteRead(): void {
    const doneTo = Math.min(...[...readers].map((reader) => reader.doneTo));
    full = full.filter(({ file }, at) => {
      const next = full[at + 1];
      if (!next || next.from > doneTo) return true;
      rmSync(file, { force: true });
      return false;
    });
  }

  const start = () => full[0]?.from ?? from;
  return {
    append: (line) => append(`${line}\n`),
    reader() {
      const reader = { doneTo: start() };
      readers.add(reader);
      return {
        read(wanted, most) {
          const at = Math.max(wanted, start());
          const part = [...full, { file, from }].findLast((one) => one.from <= at);
          return { from: at, bytes: part ? readPart(part, at, most) : Buffer.alloc(0) };
        },
        done(to) {
          reader.doneTo = to;
          deleteRead();
        },
      };
    },
    start,
    end: () => from + fstatSync(fd).size,
    close: () => closeSync(fd),
  };
}

function fullParts(file: string): Part[] {
  const names = existsSync(dirname(file)) ? readdirSync(dirname(file)) : [];
  return names
    .flatMap((name): Part[] => {
      const [, position] = name.startsWith(`${basename(file)}.`) ? (/\.(\d+)$/.exec(name) ?? []) : [];
      return position === undefined ? [] : [{ file: `${file}.${position}`, from: Number(position) }];
    })
    .sort((a, b) => a.from - b.from);
}

const endOf = (part: Part | undefined): number => (part ? part.from + statSync(part.file).size : 0);

function lastByte(fd: number, size: number): string {
  const byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, size - 1);
  return byte.toString('latin1');
}

function readPart({ file, from }: Part, at: number, most: number): Buffer {
  const fd = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(most);
    return bytes.subarray(0, readSync(fd, bytes, 0, most, at - from));
  } finally {
    closeSync(fd);
  }
}

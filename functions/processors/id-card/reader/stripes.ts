// Finds PDF417 codes by their bars: many parallel edges close together. It knows nothing of their content.
//
// The gradients of a cell of 16 pixels are summed as a structure tensor: its main direction is across the bars, and its
// coherence says how parallel the edges are. Neighbours of like direction are a group. Its mean direction is the tilt
// of the code.
import type { Grey } from './grey.ts';

const CELL = 16;
/** Of the energy of the 99th percentile. */
const LEAST_ENERGY = 0.12;
const LEAST_COHERENCE = 0.35;
/** Cells; a code has gaps where two bars are far apart. */
const REACH = 2;
const MOST_TURN = (15 * Math.PI) / 180;
const LEAST_CELLS = 8;

/** A cell that has stripes. `x` and `y` are its centre, in pixels. */
export interface Cell {
  readonly x: number;
  readonly y: number;
  /** Across the bars, in radians, from -π/2 to π/2. */
  readonly direction: number;
  readonly energy: number;
}

/** Groups of cells with parallel stripes, the strongest first. */
export function findStripes(picture: Grey): readonly (readonly Cell[])[] {
  const columns = Math.floor(picture.width / CELL);
  const rows = Math.floor(picture.height / CELL);
  const cells = stripedCells(picture, columns, rows);
  const groups: Cell[][] = [];
  const open = new Set(cells.keys());
  for (const first of cells.keys()) {
    if (!open.delete(first)) continue;
    const group: Cell[] = [];
    const next = [first];
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      const cell = cells.get(at);
      if (!cell) continue;
      group.push(cell);
      for (const near of neighbours(at, columns, rows)) {
        const other = cells.get(near);
        if (other && turnBetween(cell.direction, other.direction) < MOST_TURN && open.delete(near)) {
          next.push(near);
        }
      }
    }
    if (group.length >= LEAST_CELLS) groups.push(group);
  }
  return groups.sort((one, other) => commonDirection(other).strength - commonDirection(one).strength);
}

/** The angle between two directions without sense: 0 to π/2. */
export function turnBetween(one: number, other: number): number {
  const turn = Math.abs(one - other) % Math.PI;
  return Math.min(turn, Math.PI - turn);
}

/**
 * The mean direction of a group: half of that of the doubled angles, as directions have no sense. `unity` is 1 where
 * all cells have this direction; `strength` is the energy in it.
 */
export function commonDirection(group: readonly Cell[]) {
  let [x, y, energies] = [0, 0, 0];
  for (const { direction, energy } of group) {
    x += energy * Math.cos(2 * direction);
    y += energy * Math.sin(2 * direction);
    energies += energy;
  }
  const strength = Math.hypot(x, y);
  return { direction: Math.atan2(y, x) / 2, strength, unity: strength / energies };
}

function stripedCells(picture: Grey, columns: number, rows: number): Map<number, Cell> {
  const { xx, yy, xy } = tensors(picture, columns, rows);
  const energies = xx.map((value, at) => value + (yy[at] ?? 0));
  const strong = energies.toSorted()[Math.floor(energies.length * 0.99)] ?? 0;
  const cells = new Map<number, Cell>();
  for (const [at, energy] of energies.entries()) {
    const difference = (xx[at] ?? 0) - (yy[at] ?? 0);
    const mixed = 2 * (xy[at] ?? 0);
    if (energy <= LEAST_ENERGY * strong || Math.hypot(difference, mixed) <= LEAST_COHERENCE * energy)
      continue;
    const x = ((at % columns) + 0.5) * CELL;
    const y = (Math.floor(at / columns) + 0.5) * CELL;
    cells.set(at, { x, y, direction: Math.atan2(mixed, difference) / 2, energy });
  }
  return cells;
}

/** Sums of the products of the gradients in each cell. */
function tensors({ width, data }: Grey, columns: number, rows: number) {
  const xx = new Float64Array(columns * rows);
  const yy = new Float64Array(columns * rows);
  const xy = new Float64Array(columns * rows);
  for (let y = 1; y < rows * CELL - 1; y += 1) {
    const firstCell = Math.floor(y / CELL) * columns;
    for (let column = 0; column < columns; column += 1) {
      let sumXx = 0;
      let sumYy = 0;
      let sumXy = 0;
      const end = Math.min((column + 1) * CELL, columns * CELL - 1);
      for (let at = y * width + Math.max(column * CELL, 1); at < y * width + end; at += 1) {
        const dx = (data[at + 1] ?? 0) - (data[at - 1] ?? 0);
        const dy = (data[at + width] ?? 0) - (data[at - width] ?? 0);
        sumXx += dx * dx;
        sumYy += dy * dy;
        sumXy += dx * dy;
      }
      xx[firstCell + column] = (xx[firstCell + column] ?? 0) + sumXx;
      yy[firstCell + column] = (yy[firstCell + column] ?? 0) + sumYy;
      xy[firstCell + column] = (xy[firstCell + column] ?? 0) + sumXy;
    }
  }
  return { xx, yy, xy };
}

function* neighbours(at: number, columns: number, rows: number): Generator<number> {
  const column = at % columns;
  const row = Math.floor(at / columns);
  for (let y = Math.max(0, row - REACH); y <= Math.min(rows - 1, row + REACH); y += 1) {
    for (let x = Math.max(0, column - REACH); x <= Math.min(columns - 1, column + REACH); x += 1) {
      yield y * columns + x;
    }
  }
}

/** Tables for terminals. */
import { printableLine } from './printable.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly isNumber?: boolean;
}

/** Lines of a table, the titles first. `paint` colours a cell once it has its width. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], paint: (cell: string, row: number, column: number) => string = (cell) => cell): readonly string[] {
  const shown = rows.map((cells) => cells.map(printableLine));
  const widths = columns.map(({ title }, i) => Math.max(title.length, ...shown.map((row) => row[i]?.length ?? 0)));
  const pad = (text: string, i: number): string => {
    const width = widths[i] ?? 0;
    if (columns[i]?.isNumber === true) return text.padStart(width);
    return i === columns.length - 1 ? text : text.padEnd(width);
  };
  const line = (cells: readonly string[], row: number): string => cells.map((cell, i) => paint(pad(cell, i), row, i)).join('  ').trimEnd();
  return [line(columns.map(({ title }) => title), -1), ...shown.map((row, i) => line(row, i))];
}

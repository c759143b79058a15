import type { History, Operation } from '../history.ts';

/**
 * Operations drawn over time, one line for each client:
 *
 *     client 0  |-write(1) -> ok-|
 *     client 1                      |-write(2) -> ok-|
 *     client 2                                          |-read() -> 1-|
 *
 * Time is stretched so that every label fits; what is to the left of something else came before it. An operation that was
 * never answered ends in dots. A client whose operations overlap takes several lines.
 */
export function drawLanes<Input, Output>(
  history: History<Input, Output>,
  describe: (operation: Operation<Input, Output>) => string,
): readonly string[] {
  const columns = layOut(history, describe);
  const bar = (operation: Operation<Input, Output>): Bar => {
    const start = columns.get(operation.call) ?? 0;
    const end = operation.return === null ? null : (columns.get(operation.return) ?? start);
    return { start, text: barText(describe(operation), end === null ? null : end - start) };
  };
  return lanesOf(history).map(({ label, operations }) => `${label}  ${drawLane(operations.map(bar))}`.trimEnd());
}

interface Bar {
  readonly start: number;
  readonly text: string;
}

/** Room for the two ends and a dash beside each. */
const frame = 4;

/** The column of each stamp, from left to right, each as far left as the labels allow. */
function layOut<Input, Output>(
  history: History<Input, Output>,
  describe: (operation: Operation<Input, Output>) => string,
): ReadonlyMap<number, number> {
  const columns = new Map<number, number>();
  let column = -2;
  for (const stamp of stampsOf(history)) {
    column += 2;
    for (const operation of history) {
      if (operation.return !== stamp) continue;
      const start = columns.get(operation.call) ?? column;
      column = Math.max(column, start + describe(operation).length + frame - 1);
    }
    columns.set(stamp, column);
  }
  return columns;
}

function stampsOf(history: History<unknown, unknown>): readonly number[] {
  const stamps = history.flatMap((operation) => (operation.return === null ? [operation.call] : [operation.call, operation.return]));
  return [...new Set(stamps)].sort((a, b) => a - b);
}

function barText(label: string, length: number | null): string {
  if (length === null) return `|-${label} ...`;
  return `|-${label.padEnd(Math.max(0, length - frame + 1), '-')}-|`;
}

interface Lane<Input, Output> {
  readonly label: string;
  readonly operations: History<Input, Output>;
}

function lanesOf<Input, Output>(history: History<Input, Output>): readonly Lane<Input, Output>[] {
  const clients = [...new Set(history.map(({ client }) => client))].sort((a, b) => a - b);
  const width = Math.max(0, ...clients.map((client) => `client ${client}`.length));
  return clients.flatMap((client) => {
    const label = `client ${client}`.padEnd(width);
    return linesOf(history.filter((operation) => operation.client === client)).map((operations) => ({ label, operations }));
  });
}

/** Splits what one client did into lines on which nothing overlaps. */
function linesOf<Input, Output>(operations: History<Input, Output>): readonly History<Input, Output>[] {
  const lines: Operation<Input, Output>[][] = [];
  for (const operation of operations.toSorted((a, b) => a.call - b.call)) {
    const line = lines.find((others) => {
      const last = others.at(-1);
      return last !== undefined && last.return !== null && last.return < operation.call;
    });
    if (line === undefined) lines.push([operation]);
    else line.push(operation);
  }
  return lines;
}

function drawLane(bars: readonly Bar[]): string {
  return bars.reduce((line, { start, text }) => line.padEnd(start) + text, '');
}

import type { History, Operation } from '../../history.ts';
import { limits, Malformed } from './malformed.ts';
import type { Piece } from './piece.ts';

/** The operations of a file that have their stamps with them, and where each was read. */
export class Collected<Input, Output> {
  readonly #operations: Operation<Input, Output>[] = [];
  readonly #lines: number[] = [];
  readonly #columns: number[] = [];

  add(operation: Operation<Input, Output>, { line, column }: Pick<Piece, 'line' | 'column'>): void {
    if (this.#operations.length >= limits.operations) throw new Malformed(`more than ${limits.operations} operations`, line, column);
    this.#operations.push(operation);
    this.#lines.push(line);
    this.#columns.push(column);
  }

  get history(): History<Input, Output> {
    return this.#operations;
  }

  /**
   * A client asks for one thing after the other; otherwise the file does not say what its author means. After an operation
   * without an answer it may go on, as a new session.
   */
  refuseOverlap(): void {
    if (this.#isInOrder()) return;
    const order = Array.from(this.#operations.keys()).sort((a, b) => this.#compare(a, b));
    for (const [place, index] of order.entries()) {
      const operation = this.#operations[index];
      const before = this.#operations[order[place - 1] ?? -1];
      if (operation === undefined || before === undefined || before.client !== operation.client || before.return === null) continue;
      if (operation.call >= before.return) continue;
      const what = `client ${operation.client} calls at ${operation.call}`;
      const line = this.#lines[order[place - 1] ?? -1] ?? 0;
      throw new Malformed(`${what}, before its operation of line ${line} returns at ${before.return}`, this.#lines[index] ?? 0, this.#columns[index] ?? null);
    }
  }

  /** Most files have the operations of each client one after the other: that takes no sorting to see. */
  #isInOrder(): boolean {
    const latest = new Map<number, Operation<Input, Output>>();
    return this.#operations.every((operation) => {
      const before = latest.get(operation.client);
      latest.set(operation.client, operation);
      return before === undefined || operation.call >= (before.return ?? before.call);
    });
  }

  #compare(a: number, b: number): number {
    const [left, right] = [this.#operations[a], this.#operations[b]];
    if (left === undefined || right === undefined) return 0;
    return left.client - right.client || left.call - right.call || a - b;
  }
}

import { complete, type CompleteModel, type Model } from '../model.ts';
import type { Standing } from './keyMonitor.ts';
import { KeyTrack } from './keyTrack.ts';

/**
 * Checks operations as they happen, in the order of time: says at the very answer that no order explains that it does so.
 *
 *     const monitor = new Monitor(models.register);
 *     monitor.call(1, { op: 'write', key: 'x', value: 7 });
 *     monitor.call(2, { op: 'read', key: 'x' });
 *     monitor.answer(2, { value: 7 });
 *     monitor.standing; // 'possible'
 *
 * Operations that are not answered stay open; `lose` says that an answer will never come. Where too many ways are left open, the monitor is `lost`, and says so: then
 * only `check` can tell, of the whole history.
 */
export class Monitor<State, Input, Output> {
  readonly #model: Model<State, Input, Output>;
  readonly #rules: CompleteModel<State, Input, Output>;
  readonly #keys = new Map<string, KeyTrack<State, Input, Output>>();
  readonly #open = new Map<number, KeyTrack<State, Input, Output>>();
  #isViolated = false;
  #lost = 0;

  constructor(model: Model<State, Input, Output>) {
    this.#model = model;
    this.#rules = complete(model);
  }

  /** Of all keys: violated if one is; lost if none is, but one is lost. */
  get standing(): Standing {
    if (this.#isViolated) return 'violated';
    return this.#lost > 0 ? 'lost' : 'possible';
  }

  /** How much is kept in mind over all keys: ways in which it may have happened, calls and answers. */
  get size(): number {
    let sum = 0;
    for (const { size } of this.#keys.values()) sum += size;
    return sum;
  }

  /** An operation begins. Its number is used once, or again after it was answered. Throws RangeError where it is open already. */
  call(operation: number, input: Input): void {
    if (this.#open.has(operation)) throw new RangeError(`operation ${operation} is called, but was not yet answered`);
    const name = this.#rules.partition(input);
    const known = this.#keys.get(name);
    const key = known ?? new KeyTrack(this.#model, this.#rules);
    if (known === undefined) this.#keys.set(name, key);
    this.#open.set(operation, key);
    key.call(operation, input);
  }

  /** An operation ends. Throws RangeError where it is not open. */
  answer(operation: number, output: Output): void {
    const key = this.#open.get(operation);
    if (key === undefined) throw new RangeError(`operation ${operation} is answered, but is not open`);
    this.#open.delete(operation);
    const before = key.standing;
    key.answer(operation, output);
    if (key.standing === 'violated') this.#isViolated = true;
    if (key.standing === 'lost' && before !== 'lost') this.#lost++;
  }

  /** The answer to an operation will not come: it takes effect at any time from its call on, or never. Throws RangeError where it is not open. */
  lose(operation: number): void {
    const key = this.#open.get(operation);
    if (key === undefined) throw new RangeError(`operation ${operation} is lost, but is not open`);
    this.#open.delete(operation);
    key.lose(operation);
  }
}

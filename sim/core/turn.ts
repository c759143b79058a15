import type { Effect, NodeId, Step, Vocabulary } from './protocol.ts';

type Mutable<T> = { -readonly [Field in keyof T]: T[Field] };

/**
 * One step in the making: imperative inside, pure outside.
 *
 * `state` is a shallow copy whose fields may be assigned, as the papers write it. Nested values are shared with the state
 * before and must be replaced whole, never changed in place.
 */
export class Turn<V extends Vocabulary> {
  readonly state: Mutable<V['state']>;
  readonly effects: Effect<V>[] = [];

  constructor(state: V['state']) {
    this.state = { ...state };
  }

  send(to: NodeId, message: V['message']): void {
    this.effects.push({ kind: 'send', to, message, early: false });
  }

  /** Send without waiting for pending writes. Say at the call why the message promises nothing. */
  sendEarly(to: NodeId, message: V['message']): void {
    this.effects.push({ kind: 'send', to, message, early: true });
  }

  /** Append a record; with a tag, a `stored` or `storageFailed` event will name it. */
  write(record: V['record'], tag: number | null = null): void {
    this.effects.push({ kind: 'write', record, tag });
  }

  /** Replace everything on the disk by `records`, atomically. */
  rewrite(records: readonly V['record'][], tag: number | null = null): void {
    this.effects.push({ kind: 'rewrite', records, tag });
  }

  reply(id: number, result: V['result']): void {
    this.effects.push({ kind: 'reply', id, result, early: false });
  }

  /** Reply without waiting for pending writes. Say at the call why the answer promises nothing. */
  replyEarly(id: number, result: V['result']): void {
    this.effects.push({ kind: 'reply', id, result, early: true });
  }

  /** (Re)arm `timer` to fire between `min` and `max` microseconds from now. */
  setTimer(timer: V['timer'], min: number, max: number = min): void {
    this.effects.push({ kind: 'setTimer', timer, min, max });
  }

  cancelTimer(timer: V['timer']): void {
    this.effects.push({ kind: 'cancelTimer', timer });
  }

  emit(output: V['output']): void {
    this.effects.push({ kind: 'emit', output });
  }

  end(): Step<V> {
    return { state: this.state, effects: this.effects };
  }
}

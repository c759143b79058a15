import { mix } from '../../sim/core/fingerprint.ts';
import type { History, Operation } from '../history.ts';
import type { Model } from './model.ts';
import type { AppendKvInput, AppendKvOutput } from './models/appendKv.ts';
import type { CounterInput, CounterOutput } from './models/counter.ts';
import type { LeaseInput, LeaseOutput } from './models/lease.ts';
import type { LockInput, LockOutput } from './models/lock.ts';
import type { QueueInput, QueueOutput } from './models/queue.ts';
import type { RegisterInput, RegisterOutput } from './models/register.ts';
import type { SetInput, SetOutput } from './models/set.ts';
import type { StackInput } from './models/stack.ts';
import type { StoreAnswer, StoreEdit, StoreInput, StoreOutput } from './models/store.ts';
import type { VersionedKvInput, VersionedKvOutput } from './models/versionedKv.ts';

/** A uniform integer in [0, n). */
export type Draw = (n: number) => number;

export function drawFrom(seed: number): Draw {
  let word = mix(seed ^ 0x5bd1e995);
  return (n) => {
    word = (word + 0x9e3779b9) | 0;
    return (mix(word) >>> 0) % n;
  };
}

/** The operations that random histories of one model are made of. Few values, so that they meet. */
export interface Repertoire<Input, Output> {
  input(draw: Draw): Input;
  /** Every answer that some service might give. */
  outputs(input: Input): readonly Output[];
}

const pick = <T>(draw: Draw, ...choices: readonly [T, ...T[]]): T => choices[draw(choices.length)] ?? choices[0];
const drawKey = (draw: Draw): string => pick(draw, 'x', 'x', 'x', 'y');

export const registerRepertoire: Repertoire<RegisterInput, RegisterOutput> = {
  input: (draw) => {
    const key = drawKey(draw);
    const value = (): number => draw(3);
    return pick<() => RegisterInput>(
      draw,
      () => ({ op: 'read', key }),
      () => ({ op: 'write', key, value: value() }),
      () => ({ op: 'cas', key, from: value(), to: value() }),
    )();
  },
  outputs: ({ op }) =>
    op === 'read' ? [null, 0, 1, 2].map((value) => ({ value })) : op === 'write' ? [{ ok: true }] : [{ ok: true }, { ok: false }],
};

/** One register of two values: the same operation again and again. */
export const repetitiveRepertoire: Repertoire<RegisterInput, RegisterOutput> = {
  input: (draw) => {
    const op = pick(draw, 'read', 'read', 'write');
    return op === 'read' ? { op, key: 'x' } : { op, key: 'x', value: pick(draw, 0, 0, 1) };
  },
  outputs: ({ op }) => (op === 'read' ? [{ value: null }, { value: 0 }, { value: 1 }] : [{ ok: true }]),
};

/** One register of many values, so that most are written once. */
export const variedRepertoire: Repertoire<RegisterInput, RegisterOutput> = {
  input: (draw) => {
    const op = pick(draw, 'read', 'read', 'write', 'write', 'cas');
    if (op === 'read') return { op, key: 'x' };
    return op === 'write' ? { op, key: 'x', value: draw(9) } : { op, key: 'x', from: draw(9), to: draw(9) };
  },
  outputs: ({ op }) =>
    op === 'read' ? [null, 0, 1, 2, 3, 4, 5, 6, 7, 8].map((value) => ({ value })) : op === 'write' ? [{ ok: true }] : [{ ok: true }, { ok: false }],
};

/** Strings of many tokens, so that most are put or appended once. */
export const tokenRepertoire: Repertoire<AppendKvInput, AppendKvOutput> = {
  input: (draw) => {
    const op = pick(draw, 'get', 'get', 'put', 'append', 'append');
    return op === 'get' ? { op, key: 'x' } : { op, key: 'x', value: pick(draw, 'a', 'b', 'c', 'd', 'e', 'f') };
  },
  outputs: ({ op }) => {
    const values = ['', ...tokenTexts].map((value) => ({ value }));
    return op === 'get' ? values : op === 'put' ? [{ ok: true }] : [{ ok: true }, ...values];
  },
};
const tokenTexts = Array.from('abcdef').flatMap((a) => [a, ...Array.from('abcdef').flatMap((b) => [a + b, ...Array.from('abcdef', (c) => a + b + c)])]);

/** The same without puts, and with few tokens: many come twice. */
export const appendRepertoire: Repertoire<AppendKvInput, AppendKvOutput> = {
  input: (draw) => (draw(3) === 0 ? { op: 'get', key: 'x' } : { op: 'append', key: 'x', value: pick(draw, 'a', 'b', 'c') }),
  outputs: ({ op }) => {
    const values = ['', ...tokenTexts].map((value) => ({ value }));
    return op === 'get' ? values : [{ ok: true }, ...values];
  },
};

export const appendKvRepertoire: Repertoire<AppendKvInput, AppendKvOutput> = {
  input: (draw) => {
    const op = pick(draw, 'get', 'put', 'append', 'append');
    const key = drawKey(draw);
    return op === 'get' ? { op, key } : { op, key, value: pick(draw, 'a', 'b', '', 'ab') };
  },
  outputs: ({ op }) => {
    const values = ['', 'a', 'b', 'ab', 'aa', 'ba', 'aba', 'aab', 'abb'].map((value) => ({ value }));
    return op === 'get' ? values : op === 'put' ? [{ ok: true }] : [{ ok: true }, ...values];
  },
};

export const versionedKvRepertoire: Repertoire<VersionedKvInput, VersionedKvOutput> = {
  input: (draw) => {
    const key = drawKey(draw);
    return draw(3) === 0 ? { op: 'get', key } : { op: 'put', key, value: pick(draw, 'a', 'b'), version: draw(3) };
  },
  outputs: ({ op }) => {
    const versions = [1, 2, 3].flatMap((version) => ['a', 'b'].map((value) => ({ err: 'OK' as const, value, version })));
    if (op === 'get') return [{ err: 'ErrNoKey', value: '', version: 0 }, { err: 'OK', value: '', version: 0 }, ...versions];
    return [{ err: 'OK' }, { err: 'ErrVersion' }, { err: 'ErrNoKey' }, { err: 'ErrMaybe' }];
  },
};

export const lockRepertoire: Repertoire<LockInput, LockOutput> = {
  input: (draw) => ({ op: pick(draw, 'acquire', 'release'), lock: drawKey(draw), holder: draw(3) }),
  outputs: () => [{ ok: true }, { ok: true }, { ok: false }],
};

export const leaseRepertoire: Repertoire<LeaseInput, LeaseOutput> = {
  input: (draw) => {
    const op = pick(draw, 'acquire', 'release', 'write');
    return op === 'acquire' ? { op, lease: drawKey(draw) } : { op, lease: drawKey(draw), token: 1 + draw(3) };
  },
  outputs: ({ op }) => (op === 'acquire' ? [{ token: 1 }, { token: 2 }, { token: 3 }, { ok: false }] : [{ ok: true }, { ok: false }]),
};

export const setRepertoire: Repertoire<SetInput, SetOutput> = {
  input: (draw) => ({ op: pick(draw, 'add', 'remove', 'contains'), set: 's', item: draw(3) }),
  outputs: ({ op }) => (op === 'contains' ? [{ ok: true }, { ok: false }] : [{ ok: true }, { ok: false }, { done: true }]),
};

export const queueRepertoire: Repertoire<QueueInput, QueueOutput> = {
  input: (draw) => (draw(2) === 0 ? { op: 'dequeue', queue: drawKey(draw) } : { op: 'enqueue', queue: drawKey(draw), item: draw(12) }),
  outputs: ({ op }) => (op === 'enqueue' ? [{ done: true }] : itemsTaken),
};

export const stackRepertoire: Repertoire<StackInput, QueueOutput> = {
  input: (draw) => (draw(2) === 0 ? { op: 'pop', stack: drawKey(draw) } : { op: 'push', stack: drawKey(draw), item: draw(3) }),
  outputs: ({ op }) => (op === 'push' ? [{ done: true }] : itemsTaken),
};
const itemsTaken: readonly QueueOutput[] = [{ empty: true }, ...Array.from({ length: 12 }, (_, item) => ({ item }))];

export const counterRepertoire: Repertoire<CounterInput, CounterOutput> = {
  input: (draw) => (draw(2) === 0 ? { op: 'get', counter: drawKey(draw) } : { op: 'add', counter: drawKey(draw), by: draw(3) }),
  outputs: ({ op }) => [...(op === 'add' ? [{ done: true } as const] : []), ...Array.from({ length: 8 }, (_, value) => ({ value }))],
};

const storedValues = ['a', 'b', 'aa', 'ab', 'ba', 'bb'] as const;
const shown: readonly StoreAnswer[] = [{ value: null, revision: 0 }, ...[1, 2, 3, 4, 5].flatMap((revision) => storedValues.map((value) => ({ value, revision })))];
const foundBefore: readonly StoreAnswer[] = [null, ...storedValues].map((before) => ({ before }));
const ranges = [null, ...storedValues].flatMap((x) => [null, 'a', 'b', 'ab'].map((y) => ({ entries: [...pair('x', x), ...pair('y', y)] })));

function pair(key: string, value: string | null): readonly (readonly [string, string])[] {
  return value === null ? [] : [[key, value]];
}

const drawEdit = (draw: Draw): StoreEdit => {
  const key = drawKey(draw);
  const op = pick(draw, 'put', 'append', 'append', 'delete');
  return op === 'delete' ? { op, key } : { op, key, value: pick(draw, 'a', 'b') };
};

export const storeRepertoire: Repertoire<StoreInput, StoreOutput> = {
  input: (draw) => {
    const key = drawKey(draw);
    return pick<() => StoreInput>(
      draw,
      () => ({ op: 'get', key }),
      () => ({ op: 'scan', from: 'a', to: pick(draw, 'y', 'z'), limit: pick(draw, 1, 9) }),
      () => drawEdit(draw),
      () => drawEdit(draw),
      () => ({ op: 'transaction', compare: [draw(2) === 0 ? { key, value: pick(draw, null, 'a') } : { key, revision: draw(3) }], success: [drawEdit(draw)], failure: [{ op: 'get', key }] }),
    )();
  },
  outputs: ({ op }) => {
    if (op === 'get') return shown;
    if (op === 'scan') return ranges;
    if (op !== 'transaction') return [...foundBefore, { expired: true }];
    const succeeded = foundBefore.map((answer) => ({ succeeded: true, results: [answer] }));
    return [...succeeded, ...shown.map((answer) => ({ succeeded: false, results: [answer] })), { expired: true }];
  },
};

/**
 * A history made by letting `count` operations take effect in turn, each somewhere in its interval; then, most of the
 * time, changed here and there, so that a good part is illegal. Stamps are few, so that many are equal.
 */
export function randomHistory<State, Input, Output>(
  model: Model<State, Input, Output>,
  repertoire: Repertoire<Input, Output>,
  count: number,
  draw: Draw,
): History<Input, Output> {
  const points = Array.from({ length: count }, () => draw(2 * count)).sort((a, b) => a - b);
  const states = new Map<string, State>();
  const reach = pick(draw, 2, 4, 4, 8);
  const history = points.map((point, client): Operation<Input, Output> => {
    const input = repertoire.input(draw);
    const call = point - draw(reach);
    const output = perform(model, repertoire, states, input, draw);
    if (output === null) return { client, input, call, output: null, return: null };
    return { client, input, call, output, return: point + draw(reach) };
  });
  return draw(4) === 0 ? history : shuffled(history, draw).map((each) => (draw(2) === 0 ? changed(repertoire, each, draw) : each));
}

/** Lets one operation take effect and answers it; null where the answer is lost, with or without the effect. */
function perform<State, Input, Output>(
  model: Model<State, Input, Output>,
  repertoire: Repertoire<Input, Output>,
  states: Map<string, State>,
  input: Input,
  draw: Draw,
): Output | null {
  const lost = draw(10);
  if (lost === 0) return null;
  const key = model.partition?.(input) ?? '';
  const state = states.get(key) ?? model.init();
  const possible = repertoire.outputs(input).flatMap((output) => model.step(state, input, output).map((next) => ({ output, next })));
  const outcome = possible[draw(Math.max(1, possible.length))];
  if (outcome === undefined) return null;
  states.set(key, outcome.next);
  return lost === 1 ? null : outcome.output;
}

function shuffled<T>(items: readonly T[], draw: Draw): readonly T[] {
  return items.map((item) => ({ item, place: draw(1 << 20) })).sort((a, b) => a.place - b.place).map(({ item }) => item);
}

/** The operation with another answer or at another time. */
function changed<Input, Output>(
  repertoire: Repertoire<Input, Output>,
  operation: Operation<Input, Output>,
  draw: Draw,
): Operation<Input, Output> {
  if (operation.return === null) return operation;
  const shift = draw(7) - 3;
  if (draw(3) === 0) return { ...operation, call: operation.call + shift, return: operation.return + shift };
  const outputs = repertoire.outputs(operation.input);
  return { ...operation, output: outputs[draw(outputs.length)] ?? operation.output };
}

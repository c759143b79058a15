/** Families of histories that are hard for search, of any size, with the verdict that they must get. */
import type { History, Operation } from '../properties/history.ts';
import type { AppendKvInput, AppendKvOutput } from '../properties/linearizability/models/appendKv.ts';
import type { RegisterInput, RegisterOutput } from '../properties/linearizability/models/register.ts';
import type { VersionedKvInput, VersionedKvOutput } from '../properties/linearizability/models/versionedKv.ts';
import { type Draw, drawFrom } from '../properties/linearizability/randomHistories.ts';

interface Shape {
  readonly name: string;
  readonly expected: 'ok' | 'illegal';
}

/** A history of one of the models that Porcupine is timed with. */
export type Case =
  | (Shape & { readonly model: 'register'; readonly history: History<RegisterInput, RegisterOutput> })
  | (Shape & { readonly model: 'kv'; readonly history: History<AppendKvInput, AppendKvOutput> })
  | (Shape & { readonly model: 'kvv'; readonly history: History<VersionedKvInput, VersionedKvOutput> });

type RegisterCase = Extract<Case, { readonly model: 'register' }>;
type RegisterOperation = Operation<RegisterInput, RegisterOutput>;

const key = 'x';
const write = (client: number, value: number, call: number, returned: number | null): RegisterOperation =>
  returned === null
    ? { client, input: { op: 'write', key, value }, call, output: null, return: null }
    : { client, input: { op: 'write', key, value }, call, output: { ok: true }, return: returned };
const read = (client: number, value: number, call: number, returned: number): RegisterOperation => ({ client, input: { op: 'read', key }, call, output: { value }, return: returned });
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** Writes all open at once, and then two reads: of one of them, or of two. */
function concurrentWrites(count: number, expected: Shape['expected']): Case {
  const writes = upTo(count).map((i) => write(i, i, 0, 100));
  const history = [...writes, read(count, 0, 101, 102), read(count, expected === 'ok' ? 0 : 1, 103, 104)];
  return { name: `reg-concurrent-writes-w${count}`, model: 'register', expected, history };
}

/** Reads all open at once while 1 is written, and 2 after it; and then a read of 1. */
function concurrentReads(count: number): Case {
  const reads = upTo(count).map((i) => read(i, 1 + (i % 2), 0, 100));
  const history = [...reads, write(count, 1, 1, 2), write(count, 2, 3, 4), read(count, 1, 101, 102)];
  return { name: `reg-concurrent-reads-r${count}`, model: 'register', expected: 'illegal', history };
}

/** Writes that were never answered, each read in its turn; and then the first again. */
function pendingWrites(count: number, expected: Shape['expected']): Case {
  const pending = upTo(count).map((i) => write(i, i, i, null));
  const reads = upTo(count).map((i) => read(count, i, 1_000 + 2 * i, 1_001 + 2 * i));
  const last = expected === 'ok' ? [] : [read(count, 0, 1_000_000, 1_000_001)];
  return { name: `reg-pending-writes-k${count}`, model: 'register', expected, history: [...pending, ...reads, ...last] };
}

/** Appends all open at once, and then a get of them in reverse; or of all but one. */
function appendsAtOnce(count: number, expected: Shape['expected']): Case {
  const token = (i: number): string => `x ${i} y`;
  const appends = upTo(count).map((i): Operation<AppendKvInput, AppendKvOutput> => ({ client: i, input: { op: 'append', key, value: token(i) }, call: i, output: { ok: true }, return: count + i }));
  const seen = upTo(count).toReversed().filter((i) => expected === 'ok' || i !== 0);
  const get = { client: 0, input: { op: 'get', key }, call: 3 * count, output: { value: seen.map(token).join('') }, return: 3 * count + 1 } as const;
  return { name: `kv-append-perm-c${count}`, model: 'kv', expected, history: [...appends, get] };
}

/** What simulated clients do: the next operation, what it answers, and the state that it leaves. */
interface Work<State, Input, Output> {
  readonly start: State;
  next(draw: Draw, state: State, number: number): Input;
  perform(state: State, input: Input): { readonly state: State; readonly output: Output };
}

interface Crowd {
  readonly clients: number;
  readonly operations: number;
  /** Percent of the operations whose answer is lost, with the effect or without. */
  readonly lost: number;
  readonly seed: number;
}

interface Busy<Input, Output> {
  readonly client: number;
  readonly input: Input;
  readonly call: number;
  output: Output | null;
}

/** Clients that hardly ever pause: each operation takes effect at some moment between its call and its return. */
function simulate<State, Input, Output>(work: Work<State, Input, Output>, { clients, operations, lost, seed }: Crowd): Operation<Input, Output>[] {
  const draw = drawFrom(seed);
  const busy: (Busy<Input, Output> | null)[] = upTo(clients).map(() => null);
  const names = upTo(clients).map((client) => client);
  const history: Operation<Input, Output>[] = [];
  let { start: state } = work;
  for (let now = 0, begun = 0; history.length < operations; now++) {
    const seat = draw(clients);
    const open = busy[seat] ?? null;
    const client = names[seat] ?? seat;
    if (open === null) {
      if (begun < operations) busy[seat] = { client, input: work.next(draw, state, begun++), call: now, output: null };
    } else if (draw(100) < lost) {
      if (open.output === null && draw(2) === 0) state = work.perform(state, open.input).state;
      history.push({ client, input: open.input, call: open.call, output: null, return: null });
      names[seat] = clients + history.length;
      busy[seat] = null;
    } else if (open.output === null) {
      const done = work.perform(state, open.input);
      state = done.state;
      open.output = done.output;
    } else {
      history.push({ client, input: open.input, call: open.call, output: open.output, return: now });
      busy[seat] = null;
    }
  }
  return history.sort((a, b) => a.call - b.call);
}

const endOf = (history: History<unknown, unknown>): number => history.reduce((last, { call, return: returned }) => Math.max(last, call, returned ?? call), 0);

const registers = (reads: number): Work<number | null, RegisterInput, RegisterOutput> => ({
  start: null,
  next: (draw, _, number) => (draw(100) < reads ? { op: 'read', key } : { op: 'write', key, value: number }),
  perform: (state, input) => (input.op === 'write' ? { state: input.value === null ? null : Number(input.value), output: { ok: true } } : { state, output: { value: state } }),
});

/** Reads and writes of different values; illegal: two more writes, and then a read of the first of them. */
function randomRegister(reads: number, crowd: Crowd, expected: Shape['expected']): Case {
  const history = simulate(registers(reads), crowd);
  const end = endOf(history);
  const last = [write(0, -1, end + 1, end + 2), write(0, -2, end + 3, end + 4), read(0, expected === 'ok' ? -2 : -1, end + 5, end + 6)];
  return { name: `reg-random-c${crowd.clients}-r${reads}-n${crowd.operations}-u${crowd.lost}`, model: 'register', expected, history: [...history, ...last] };
}

const compareAndSet: Work<number, RegisterInput, RegisterOutput> = {
  start: 0,
  next: (draw) => [{ op: 'read', key } as const, { op: 'write', key, value: draw(3) } as const, { op: 'cas', key, from: draw(3), to: draw(3) } as const][draw(3)] ?? { op: 'read', key },
  perform: (state, input) => {
    if (input.op === 'read') return { state, output: { value: state } };
    if (input.op === 'write') return { state: Number(input.value), output: { ok: true } };
    return input.from === state ? { state: Number(input.to), output: { ok: true } } : { state, output: { ok: false } };
  },
};

/** Three values only, again and again, so that no value names its write; illegal: the last read shows one that nobody wrote. */
function smallCas(crowd: Crowd, expected: Shape['expected']): RegisterCase {
  const begin: RegisterOperation = write(0, 0, -2, -1);
  const history = simulate(compareAndSet, crowd);
  const end = endOf(history);
  const last = [write(0, 0, end + 1, end + 2), read(0, expected === 'ok' ? 0 : 7, end + 3, end + 4)];
  return { name: `cas-small-c${crowd.clients}-n${crowd.operations}-u${crowd.lost}`, model: 'register', expected, history: [begin, ...history, ...last] };
}

/** The same, but a value that was written once is read after it was written over. */
function staleCas(crowd: Crowd): RegisterCase {
  const { history, ...shape } = smallCas(crowd, 'ok');
  const end = endOf(history);
  const last = [write(0, 8, end + 1, end + 2), write(0, 9, end + 3, end + 4), read(0, 8, end + 5, end + 6)];
  return { ...shape, name: shape.name.replace('small', 'stale'), expected: 'illegal', history: [...history, ...last] };
}

const strings = (gets: number): Work<string, AppendKvInput, AppendKvOutput> => ({
  start: '',
  next: (draw, _, number) => (draw(100) < gets ? { op: 'get', key } : { op: 'append', key, value: `x ${number} y` }),
  perform: (state, input) => (input.op === 'append' ? { state: state + input.value, output: { ok: true } } : { state, output: { value: state } }),
});

/** Gets and appends of different tokens; illegal: the last get misses an append that was answered before it. */
function randomAppends(gets: number, crowd: Crowd, expected: Shape['expected']): Case {
  const history = simulate(strings(gets), crowd);
  const end = endOf(history);
  const last = history.filter(({ output }) => output !== null && 'value' in output).at(-1)?.output;
  const shown = last !== undefined && last !== null && 'value' in last ? last.value : '';
  const stale: Operation<AppendKvInput, AppendKvOutput>[] = [
    { client: 0, input: { op: 'append', key, value: 'last' }, call: end + 1, output: { ok: true }, return: end + 2 },
    { client: 0, input: { op: 'get', key }, call: end + 3, output: { value: shown }, return: end + 4 },
  ];
  return { name: `kv-append-c${crowd.clients}-g${gets}-n${crowd.operations}`, model: 'kv', expected, history: expected === 'ok' ? history : [...history, ...stale] };
}

interface Versioned {
  readonly value: string;
  readonly version: number;
}

const versionedPuts: Work<Versioned, VersionedKvInput, VersionedKvOutput> = {
  start: { value: '', version: 0 },
  next: (draw, state, number) => (draw(3) === 0 ? { op: 'get', key } : { op: 'put', key, value: `v${number}`, version: Math.max(0, state.version - draw(2)) }),
  perform: (state, input) => {
    if (input.op === 'get') return { state, output: { err: 'OK', ...state } };
    if (input.version === state.version) return { state: { value: input.value, version: state.version + 1 }, output: { err: 'OK' } };
    return { state, output: { err: state.version === 0 ? 'ErrNoKey' : 'ErrVersion' } };
  },
};

/** Versioned puts and gets; illegal: the last get shows a version below that of a put that was answered before it. */
function randomPuts(crowd: Crowd, expected: Shape['expected']): Case {
  const history = simulate(versionedPuts, crowd);
  const end = endOf(history);
  const stale: Operation<VersionedKvInput, VersionedKvOutput> = { client: 0, input: { op: 'get', key }, call: end + 1, output: { err: 'OK', value: '', version: 0 }, return: end + 2 };
  return { name: `kvv-put-c${crowd.clients}-n${crowd.operations}-u${crowd.lost}`, model: 'kvv', expected, history: expected === 'ok' ? history : [...history, stale] };
}

/** Three values only, under many keys. */
export function manySmallCas(keys: number, operationsPerKey: number, clients: number): Case {
  const history = upTo(keys).flatMap((name): RegisterOperation[] => {
    const register = simulate(compareAndSet, { clients, operations: operationsPerKey, lost: 0, seed: name });
    // The first state of the work is 0, that of the model null.
    const begin: RegisterOperation = write(0, 0, -2, -1);
    return [begin, ...register].map((operation) => ({ ...operation, input: { ...operation.input, key: `k${name}` } }));
  });
  return { name: `cas-multikey-c${clients}-k${keys}x${operationsPerKey}`, model: 'register', expected: 'ok', history };
}

/** Registers under many keys, one after the other. */
export function manyKeys(keys: number, operationsPerKey: number): Case {
  const history = upTo(keys).flatMap((name): RegisterOperation[] => {
    const register = simulate(registers(50), { clients: 5, operations: operationsPerKey, lost: 0, seed: name });
    return register.map((operation) => ({ ...operation, input: { ...operation.input, key: `k${name}` } }));
  });
  return { name: `reg-multikey-k${keys}x${operationsPerKey}`, model: 'register', expected: 'ok', history };
}

const both = ['ok', 'illegal'] as const;
const crowd = (clients: number, operations: number, lost = 0): Crowd => ({ clients, operations, lost, seed: clients + operations + lost });

/** The hard families: per series a size that a search with bit sets finishes, and sizes that it does not. */
export function hardFamilies(): readonly Case[] {
  return [
    ...[12, 18, 64, 256].flatMap((count) => both.map((expected) => concurrentWrites(count, expected))),
    ...[16, 20, 256].map(concurrentReads),
    ...[8, 12, 64].flatMap((count) => both.map((expected) => pendingWrites(count, expected))),
    ...[8, 9, 20].flatMap((count) => both.map((expected) => appendsAtOnce(count, expected))),
    ...[10, 50, 90].flatMap((reads) => [10, 20, 50].flatMap((clients) => both.map((expected) => randomRegister(reads, crowd(clients, 20 * clients), expected)))),
    ...[10_000, 100_000].flatMap((operations) => both.map((expected) => randomRegister(50, crowd(5, operations), expected))),
    ...[5, 10, 20].flatMap((clients) => both.map((expected) => randomRegister(50, crowd(clients, 200, 10), expected))),
    ...[5, 10, 20].flatMap((clients) => both.map((expected) => randomAppends(30, crowd(clients, 10 * clients), expected))),
    ...[10, 20, 50].flatMap((clients) => both.map((expected) => randomPuts(crowd(clients, 20 * clients, 10), expected))),
    ...[10_000, 100_000].flatMap((operations) => both.map((expected) => randomPuts(crowd(10, operations, 10), expected))),
    smallCas(crowd(5, 10_000), 'ok'),
    manySmallCas(1_000, 100, 5),
    manySmallCas(100, 1_000, 10),
    ...[5, 10, 20].flatMap((clients) => [0, 5].flatMap((lost) => [...both.map((expected) => smallCas(crowd(clients, 300, lost), expected)), staleCas(crowd(clients, 300, lost))])),
  ];
}
/** 3,000 operations with half of the outcomes unknown. */
export const halfUnknown = (): readonly Case[] => both.map((expected) => randomRegister(50, { clients: 5, operations: 3_000, lost: 29, seed: 1 }, expected));

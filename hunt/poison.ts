/**
 * Poisoned globals: while a run computes, asking the machine for time, chance, locale or a callback throws and names what
 * was asked for. A run is synchronous, so nobody else can meet the poison.
 *
 * What has been captured before (`const { now } = Date` when a module is loaded) escapes it, and is found by running twice.
 */
import { AmbientSource } from '../sim/hosts/checks.ts';

interface Poison {
  readonly owner: object;
  readonly name: string;
  /** Stands in the property's place. */
  readonly substitute: unknown;
}

let latest: AmbientSource | null = null;

/** The latest refusal: it also shows where a node has caught the error. */
export const latestAmbientSource = (): AmbientSource | null => latest;

function refuse(label: string): never {
  latest = new AmbientSource(label);
  throw latest;
}

/** What `instanceof` and `typeof` look at is harmless. */
const harmless: ReadonlySet<string | symbol> = new Set(['prototype', 'name', 'length', Symbol.hasInstance, Symbol.toStringTag, Symbol.toPrimitive]);

/**
 * In place of a function or class: nobody calls it, constructs with it, or uses what hangs on it. Who has taken it along
 * and calls it when the run is over is not our business: the engine itself does so with `then`.
 */
function refusing(label: string, original: unknown): object {
  const stand = typeof original === 'function' ? original : Object;
  return new Proxy(stand, {
    apply: (target, self, given) => (isPoisoned ? refuse(label) : Reflect.apply(target, self, given)),
    construct: (target, given) => (isPoisoned ? refuse(`new ${label}`) : Reflect.construct(target, given)),
    get: (target, name) => (isPoisoned && !harmless.has(name) ? refuse(`${label}.${String(name)}`) : Reflect.get(target, name)),
  });
}

/** Fields of `process` that are no input of a node: what ends it or is written to, and what our own capsules name. */
const allowed: Readonly<Record<string, ReadonlySet<string | symbol>>> = {
  process: new Set(['exit', 'abort', 'stdout', 'stderr', 'emitWarning', 'version']),
};

/** In place of a global object whose fields answer something ambient. */
function refusingFields(label: string): object {
  const refuseField = (_: object, field: string | symbol): never => refuse(`${label}.${String(field)}`);
  const isAllowed = allowed[label];
  if (isAllowed === undefined) return new Proxy({}, { get: refuseField, has: refuseField, set: refuseField, ownKeys: () => refuse(label) });
  const original: object = Reflect.get(globalThis, label);
  const get = (target: object, field: string | symbol): unknown => (isAllowed.has(field) ? Reflect.get(original, field) : refuseField(target, field));
  return new Proxy({}, { get, has: refuseField, set: refuseField, ownKeys: () => refuse(label) });
}

/** Not read: some are computed when somebody looks. */
const isThere = (owner: object, name: string): boolean => Object.getOwnPropertyDescriptor(owner, name) !== undefined;

function functions(owner: object, path: string, ...names: readonly string[]): readonly Poison[] {
  const present = names.filter((name) => isThere(owner, name));
  return present.map((name) => ({ owner, name, substitute: refusing(`${path}${name}`, Object.getOwnPropertyDescriptor(owner, name)?.value) }));
}

function objects(...names: readonly string[]): readonly Poison[] {
  return names.filter((name) => isThere(globalThis, name)).map((name) => ({ owner: globalThis, name, substitute: refusingFields(name) }));
}

const prototypeOf = (value: object): object => Object.getPrototypeOf(value) ?? {};

/** Everything ambient that a node could reach without an import, and what imports of the same objects share with it. */
const poisons: readonly Poison[] = [
  ...functions(globalThis, '', 'Date', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'WeakRef', 'FinalizationRegistry'),
  ...functions(globalThis, '', 'WebSocket', 'EventSource', 'MessageChannel', 'BroadcastChannel'),
  ...objects('Intl', 'Temporal', 'process', 'performance', 'crypto', 'navigator', 'localStorage', 'sessionStorage'),
  ...functions(Math, 'Math.', 'random'),
  ...functions(prototypeOf(performance), 'performance.', 'now', 'mark', 'measure'),
  ...functions(prototypeOf(crypto), 'crypto.', 'getRandomValues', 'randomUUID'),
  // Not `env` and `nextTick`: writing to the console uses them, and that is no input.
  ...functions(process, 'process.', 'hrtime', 'uptime', 'cpuUsage', 'threadCpuUsage', 'resourceUsage', 'memoryUsage', 'cwd'),
  ...functions(String.prototype, 'String.prototype.', 'localeCompare', 'toLocaleLowerCase', 'toLocaleUpperCase'),
  // Arrays, too, ask their elements.
  ...functions(Number.prototype, 'Number.prototype.', 'toLocaleString'),
  ...functions(BigInt.prototype, 'BigInt.prototype.', 'toLocaleString'),
  ...functions(Promise.prototype, 'Promise.prototype.', 'then'),
];

let isPoisoned = false;

/**
 * Computes `act` with poisoned globals; they are as before when it returns or throws. Poisoning takes a moment: many runs
 * share one, and inside it another one costs nothing.
 */
export function withPoisonedGlobals<T>(act: () => T): T {
  if (isPoisoned) return act();
  const restorers: (() => void)[] = [];
  isPoisoned = true;
  try {
    for (const poison of poisons) restorers.push(administer(poison));
    return act();
  } finally {
    for (const restore of restorers) restore();
    isPoisoned = false;
  }
}

const nothing = (): void => {};

/** Answers what undoes it. What cannot be replaced stays as it is. */
function administer({ owner, name, substitute }: Poison): () => void {
  const saved = Object.getOwnPropertyDescriptor(owner, name);
  if (saved === undefined || !(saved.configurable === true || saved.writable === true)) return nothing;
  const { configurable = false, enumerable = false } = saved;
  Object.defineProperty(owner, name, { configurable, enumerable, writable: true, value: substitute });
  return () => Object.defineProperty(owner, name, saved);
}

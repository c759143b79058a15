/**
 * Poisoned globals: while a run computes, asking the machine for time, chance, locale or a callback throws and names what
 * was asked for. A run is synchronous, so nobody else can meet the poison.
 */
import { AmbientSource } from '../sim/hosts/checks.ts';

type Owner = object;

interface Poison {
  readonly owner: Owner;
  readonly name: string;
  readonly label: string;
}

const methods = (owner: Owner, label: string, ...names: readonly string[]): readonly Poison[] =>
  names.map((name) => ({ owner, name, label: `${label}${name}` }));

/** Everything ambient that a node could reach without an import. */
const poisons: readonly Poison[] = [
  ...methods(globalThis, '', 'Date', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'Intl', 'WeakRef', 'FinalizationRegistry'),
  ...methods(Math, 'Math.', 'random'),
  ...methods(performance, 'performance.', 'now'),
  ...methods(crypto, 'crypto.', 'getRandomValues', 'randomUUID'),
  ...methods(process, 'process.', 'hrtime', 'nextTick', 'uptime', 'cpuUsage', 'memoryUsage', 'cwd', 'env'),
  ...methods(String.prototype, 'String.prototype.', 'localeCompare', 'toLocaleLowerCase', 'toLocaleUpperCase'),
  ...methods(Number.prototype, 'Number.prototype.', 'toLocaleString'),
  ...methods(BigInt.prototype, 'BigInt.prototype.', 'toLocaleString'),
  // Not those of Object and Array: by themselves they know no locale, and to touch these prototypes makes the engine forget
  // what it has compiled, at milliseconds a time.
  ...methods(Promise.prototype, 'Promise.prototype.', 'then'),
];

/** Poisoning costs milliseconds, for the engine recompiles what it has optimised: many runs share one. */
let isPoisoned = false;

/** Computes `act` with poisoned globals; they are as before when it returns or throws. */
export function withPoisonedGlobals<T>(act: () => T): T {
  if (isPoisoned) return act();
  const saved = poisons.map(({ owner, name }) => Object.getOwnPropertyDescriptor(owner, name));
  const active: number[] = [];
  try {
    isPoisoned = true;
    for (const [i, { owner, name, label }] of poisons.entries()) {
      if (saved[i]?.configurable !== true) continue;
      Object.defineProperty(owner, name, { configurable: true, enumerable: saved[i].enumerable ?? false, get: throwing(label) });
      active.push(i);
    }
    return act();
  } finally {
    isPoisoned = false;
    for (const i of active) restore(poisons[i], saved[i]);
  }
}

function throwing(label: string): () => never {
  return () => {
    throw new AmbientSource(label);
  };
}

function restore(poison: Poison | undefined, descriptor: PropertyDescriptor | undefined): void {
  if (poison !== undefined && descriptor !== undefined) Object.defineProperty(poison.owner, poison.name, descriptor);
}

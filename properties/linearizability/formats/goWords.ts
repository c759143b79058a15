/**
 * How the models that come with Porcupine and with the labs of MIT 6.824 and 6.5840 write their operations, once their fields
 * are exported: names with a capital, operations as numbers.
 */
import type { ModelName } from '../models/index.ts';

type Raw = Readonly<Record<string, unknown>>;

interface GoWords {
  /** The operations in the order of their numbers. */
  readonly operations: readonly string[];
  /** The fields of an answer that say something, going by the operation. */
  answer(operation: unknown, output: Raw): unknown;
}

const words: { readonly [Name in ModelName]?: GoWords } = {
  kv: {
    operations: ['get', 'put', 'append'],
    // A put or an append has an empty value there, which is no observation.
    answer: (operation, { value }) => (operation === 'get' ? { value } : { ok: true }),
  },
  kvv: {
    operations: ['get', 'put'],
    answer: (operation, { value, version, err }) => (operation === 'get' ? { value, version, err } : { err }),
  },
  register: {
    operations: ['read', 'write', 'cas'],
    answer: (operation, { value = null, exists = true, ok = true }) =>
      operation === 'read' ? { value: exists === false ? null : value } : operation === 'write' ? { ok: true } : { ok },
  },
};

/** An input with the names of fields and operations that the model has. */
export function inputFromGo(model: ModelName, value: unknown): unknown {
  const raw = decapitalized(value);
  if (raw === null) return value;
  const { arg1, arg2, op, ...rest } = raw;
  const operation = typeof op === 'number' ? (words[model]?.operations[op] ?? op) : typeof op === 'string' ? op.toLowerCase() : op;
  if (model !== 'register') return { ...raw, op: operation };
  const key = rest['key'] ?? 'register';
  if (operation === 'write' && arg1 !== undefined) return { op: operation, key, value: arg1 };
  if (operation === 'cas' && arg1 !== undefined) return { op: operation, key, from: arg1, to: arg2 };
  return { ...rest, op: operation, key };
}

/** An answer as the model has it; null where it says that nobody knows. */
export function outputFromGo(model: ModelName, input: unknown, value: unknown): unknown {
  const raw = decapitalized(value);
  if (raw === null) return value;
  if (raw['unknown'] === true) return null;
  const operation: unknown = typeof input === 'object' && input !== null && 'op' in input ? input.op : null;
  const known = words[model];
  if (known === undefined || isOurs(raw)) return raw;
  return known.answer(operation, raw);
}

/** `{ok: true}` alone is an answer in our own words. */
const isOurs = (raw: Raw): boolean => 'ok' in raw && Object.keys(raw).length === 1;

/** The fields with a small first letter; null where it is no object. */
function decapitalized(value: unknown): Record<string, unknown> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.slice(0, 1).toLowerCase() + name.slice(1), inner]));
}

/** What users of the store get wrong, said by name before it travels: nobody checks the types of a scenario file. */
import { suggest } from '../../sim/core/suggest.ts';
import type { Comparison, StoreChange, StoreCommand, StoreQuery, Transaction } from './store.ts';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isTextOrNull: Check = (value) => value === null || typeof value === 'string';
const isCount: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const isList: Check = (value) => Array.isArray(value);

type Words = Readonly<Record<string, Readonly<Record<string, Check>>>>;

const singles = {
  get: { key: isText },
  scan: { from: isText, to: isText, limit: isCount },
  put: { key: isText, value: isText },
  append: { key: isText, value: isText },
  delete: { key: isText },
} as const satisfies Readonly<Record<(StoreChange | StoreQuery)['kind'], Words[string]>>;

const transaction = { compare: isList, success: isList, failure: isList } as const satisfies Readonly<Record<Exclude<keyof Transaction, 'kind'>, Check>>;

const comparisons = {
  value: { key: isText, value: isTextOrNull },
  revision: { key: isText, revision: isCount },
} as const satisfies Readonly<Record<Comparison['kind'], Words[string]>>;

/** Throws a `TypeError` that names what is no request of the store, or the field that is missing or of no use. */
export function requireStoreRequest(asked: StoreCommand | StoreQuery): void {
  requireWords('the store', 'request', asked, { ...singles, transaction });
  if (asked.kind !== 'transaction') return;
  for (const comparison of asked.compare) requireWords('a transaction', 'comparison', comparison, comparisons);
  for (const operation of [...asked.success, ...asked.failure]) requireWords('a transaction', 'operation', operation, singles);
}

function requireWords(who: string, what: string, said: { readonly kind: unknown }, words: Words): void {
  const kind = String(said.kind);
  const fields = Object.hasOwn(words, kind) ? words[kind] : undefined;
  if (fields === undefined) {
    const near = suggest(kind, Object.keys(words));
    throw new TypeError(`${who} has no ${what} '${kind}'${near === null ? `: it has ${Object.keys(words).join(', ')}` : `: did you mean '${near}'?`}`);
  }
  const wrong = Object.entries(fields).find(([field, holds]) => !holds(Reflect.get(said, field)));
  if (wrong === undefined) return;
  const [field] = wrong;
  throw new TypeError(`${who} cannot do the ${what} '${kind}' whose field '${field}' is ${JSON.stringify(Reflect.get(said, field))}`);
}

/** What an operation of an etcd robustness report says of single keys. */
import type { RegisterInput, RegisterOutput, RegisterValue } from '../models/register.ts';
import { Malformed, type Path } from './malformed.ts';

/** What was asked of one key, and the answer; `output` null where nobody knows whether it happened. */
export interface KeyOperation {
  readonly input: RegisterInput;
  readonly output: RegisterOutput | null;
}

type Raw = Readonly<Record<string, unknown>>;

const done: RegisterOutput = { ok: true };

/**
 * What is certain of single keys, as reads and writes of registers: a put writes, a deletion writes null, a range reads each
 * key that it shows, and the one key that it asks for. Conditions, revisions, counts and that a transaction is one step are
 * left out: that only allows more. What failed without an effect, and reads of the past, say nothing.
 */
export function keyOperationsOf(request: Raw, response: Raw): readonly KeyOperation[] {
  if (text(response, 'ClientError') !== '') return [];
  const isUnknown = text(response, 'Error') !== '' || response['Persisted'] === true || response['PartialResponse'] === true;
  if (text(request, 'Type') === 'range') return isUnknown ? [] : rangeOf(part(request, 'Range', ['Input']), optional(response, 'Range'));
  if (text(request, 'Type') !== 'txn') return [];
  const transaction = part(request, 'Txn', ['Input']);
  const [success, failure] = [list(transaction, 'OperationsOnSuccess'), list(transaction, 'OperationsOnFailure')];
  const answer = optional(response, 'Txn');
  if (isUnknown || answer === null) return [...success, ...failure].flatMap((operation) => changesOf(operation).map((input) => ({ input, output: null })));
  const results = list(answer, 'Results');
  return (answer['Failure'] === true ? failure : success).flatMap((operation, i) => answeredOf(operation, results[i] ?? {}));
}

/** The keys whose values may vanish without an operation, because they hang on a lease. */
export function leasedKeysOf(request: Raw): readonly string[] {
  const transaction = optional(request, 'Txn');
  if (transaction === null) return [];
  const operations = [...list(transaction, 'OperationsOnSuccess'), ...list(transaction, 'OperationsOnFailure')];
  return operations.flatMap((operation) => {
    const put = text(operation, 'Type') === 'put-operation' ? optional(operation, 'Put') : null;
    return put !== null && Number(put['LeaseID'] ?? 0) !== 0 ? [text(put, 'Key')] : [];
  });
}

function changesOf(operation: Raw): readonly RegisterInput[] {
  const put = optional(operation, 'Put');
  const removal = optional(operation, 'Delete');
  if (text(operation, 'Type') === 'put-operation' && put !== null) return [{ op: 'write', key: text(put, 'Key'), value: valueOf(put) }];
  if (text(operation, 'Type') === 'delete-operation' && removal !== null) return [{ op: 'write', key: text(removal, 'Key'), value: null }];
  return [];
}

function answeredOf(operation: Raw, result: Raw): readonly KeyOperation[] {
  if (text(operation, 'Type') === 'range-operation') return rangeOf(optional(operation, 'Range') ?? {}, result);
  return changesOf(operation).map((input) => ({ input, output: done }));
}

function rangeOf(range: Raw, answer: Raw | null): readonly KeyOperation[] {
  if (answer === null || Number(range['Revision'] ?? 0) !== 0) return [];
  const shown = list(answer, 'KVs').map((entry): KeyOperation => ({ input: { op: 'read', key: text(entry, 'Key') }, output: { value: valueOf(entry) } }));
  if (shown.length > 0 || text(range, 'End') !== '') return shown;
  return [{ input: { op: 'read', key: text(range, 'Start') }, output: { value: null } }];
}

/** Long values were recorded as hashes. */
function valueOf(holder: Raw): RegisterValue {
  const value = optional(holder, 'Value') ?? {};
  const hash = value['Hash'];
  return typeof hash === 'number' && hash !== 0 ? `#${hash}` : text(value, 'Value');
}

/** "" where there is none: so Go leaves it out. */
function text(fields: Raw, field: string): string {
  const value = fields[field];
  return typeof value === 'string' ? value : '';
}

function list(fields: Raw, field: string): readonly Raw[] {
  const value = fields[field];
  return Array.isArray(value) ? value.map((item: unknown) => rawOf(item)).filter((item) => item !== null) : [];
}

const optional = (fields: Raw, field: string): Raw | null => rawOf(fields[field]);

export function part(fields: Raw, field: string, path: Path = []): Raw {
  return optional(fields, field) ?? refuse(fields, field, path);
}

function refuse(fields: Raw, field: string, path: Path): never {
  throw new Malformed(`${field} ${field in fields ? 'is no' : 'is missing: expected an'} object as etcd's robustness tests record it`, 0, null, [...path, field]);
}

function rawOf(value: unknown): Raw | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value)) : null;
}

/**
 * What a server holds in memory, as a count that does not depend on the engine: the nearest thing to the heap limits of the labs.
 *
 * A character counts as one byte (the labs write ASCII), a number as 8, and each entry of a table as 16 besides.
 */
import type { AppendMemory } from './append-service.ts';
import type { VersionedMemory } from './versioned-service.ts';

const numberBytes = 8;
const entryBytes = 16;

/** Bytes of a versioned server's memory. A session costs 48, whatever it wrote. */
export function versionedBytes({ values, heard }: VersionedMemory): number {
  let bytes = heard.size * (entryBytes + 4 * numberBytes);
  for (const [key, { value }] of values) bytes += entryBytes + key.length + value.length + numberBytes;
  return bytes;
}

/** Bytes of an append server's memory. A session that has written costs 48, one that has only read nothing. */
export function appendBytes({ texts: { current, texts }, sessions }: AppendMemory): number {
  let bytes = sessions.size * (entryBytes + 4 * numberBytes);
  for (const key of current.keys()) bytes += entryBytes + key.length + numberBytes;
  for (const { value } of texts.values()) bytes += entryBytes + value.length + 3 * numberBytes;
  return bytes;
}

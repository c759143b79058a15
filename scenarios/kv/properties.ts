/** What must be true of the key/value services. */
import { across, always, linearizable, type Linearizable, type Property } from '../../properties/property.ts';
import { appendKv } from '../../properties/linearizability/models/appendKv.ts';
import { versionedKv } from '../../properties/linearizability/models/versionedKv.ts';
import type { AppendMemory, VersionedMemory, VersionedServerVocabulary } from '../../protocols/kv/index.ts';
import { appendOperation, versionedOperation } from './vocabulary.ts';

/** Calls of versioned clerks are linearizable, ErrMaybe included (model `versionedKv`). */
export const versionedLinearizable: Linearizable = linearizable(versionedKv, versionedOperation);

/** Calls of append clerks are linearizable (model `appendKv`). */
export const appendLinearizable: Linearizable = linearizable(appendKv, appendOperation);

/** The version of a key grows by one with each put, and its value changes only then. For `versionedServer`, in memory. */
export const versionsCount: Property = across<VersionedServerVocabulary>('a put raises the version of its key by one', 'server', ({ before, after, event }) => {
  if (before === after || event.kind !== 'message' || event.message.kind !== 'put') return true;
  const { key } = event.message;
  const [old, now] = [versionOf(before, key), versionOf(after, key)];
  return now === old || now === old + 1 || `version ${old} became ${now}`;
});

const versionOf = ({ values }: VersionedMemory, key: string): number => values.get(key)?.version ?? 0;

/** Dedupe memory is freed as soon as it may be: at most one old text per session is kept for an answer to be repeated. For `appendServer`, in memory. */
export const textsFreed: Property = always<AppendMemory>(
  'no more texts are kept than there are keys and sessions',
  'server',
  ({ texts, sessions }) => texts.texts.size <= texts.current.size + sessions.size || `${texts.texts.size} texts, ${texts.current.size} keys, ${sessions.size} sessions`,
);

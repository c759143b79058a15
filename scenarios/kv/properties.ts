/** What must be true of the key/value services. */
import { across, always, linearizable, type Judgement, type Linearizable, type Property } from '../../properties/property.ts';
import { appendKv } from '../../properties/linearizability/models/appendKv.ts';
import { versionedKv } from '../../properties/linearizability/models/versionedKv.ts';
import type { AppendMemory, Put, PutReply, VersionedMemory, VersionedServerVocabulary } from '../../protocols/kv/index.ts';
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

/**
 * Each sending of a put is handled at most once, and never after a later one of its session (`versioned-service.ts`, 1): to judge it again, by the version
 * that has come of it, would refuse what was executed. What was refused for good is refused again.
 */
export const handledOnce: Property = across<VersionedServerVocabulary>('no put is judged again that was executed, or overtaken', 'server', ({ before, effects }) => judgeReplies(before, effects));

/** Whatever came of a sending that names the version at hand, the server knows it when it comes again: it was executed, or handled before. */
export const handledIsHeard: Property = across<VersionedServerVocabulary>('what was executed is heard', 'server', ({ before, after, event }) =>
  event.kind !== 'message' || event.message.kind !== 'put' || judgeMemory(before, after, [event.message]),
);

/** The memory of a server before and after it has served these puts, in this order. */
export function judgeMemory(before: VersionedMemory, after: VersionedMemory, puts: readonly Put[]): Judgement {
  const touched = new Set<string>();
  for (const { key, version, session, request, attempt } of puts) {
    const isCurrent = !touched.has(key) && versionOf(before, key) === version;
    touched.add(key);
    const last = after.heard.get(session);
    // Another sending of a put that was refused for good is refused, too.
    const isKnown = last !== undefined && (request < last.request || (request === last.request && (attempt <= last.attempt || last.refusal !== null)));
    if (!isCurrent || isKnown) continue;
    return `sending ${attempt} of put ${request} of session ${session} named the version at hand, and the server remembers ${last === undefined ? 'nothing of this session' : `sending ${last.attempt} of put ${last.request}`}`;
  }
  return true;
}

/** What a server with this memory says to clerks in one step. */
export function judgeReplies({ heard }: VersionedMemory, effects: readonly { readonly kind: string; readonly message?: unknown }[]): Judgement {
  for (const { message } of effects) {
    if (!isPutReply(message)) continue;
    const { session, request, attempt, error } = message;
    const last = heard.get(session);
    if (last === undefined || request > last.request || (request === last.request && (attempt > last.attempt || last.refusal !== null))) continue;
    return `sending ${attempt} of put ${request} of session ${session} is answered ${error}: sending ${last.attempt} of put ${last.request} was handled before`;
  }
  return true;
}

const isPutReply = (message: unknown): message is PutReply => typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'putReply';

const versionOf = ({ values }: VersionedMemory, key: string): number => values.get(key)?.version ?? 0;

/** Dedupe memory is freed as soon as it may be: at most one old text per session is kept for an answer to be repeated. For `appendServer`, in memory. */
export const textsFreed: Property = always<AppendMemory>(
  'no more texts are kept than there are keys and sessions',
  'server',
  ({ texts, sessions }) => texts.texts.size <= texts.current.size + sessions.size || `${texts.texts.size} texts, ${texts.current.size} keys, ${sessions.size} sessions`,
);

/** What the labs' clients write to the sharded store, and what it must hold therefore. */
import { ask, expect, type Stage, type Story } from '../../../sim/hosts/script.ts';
import { storeRequest, type StoreResult } from '../../../protocols/replicated-kv/index.ts';
import type { ShardUser } from '../../shard-kv/vocabulary.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';

/** So many characters, drawn from the seed. */
export function randomText({ choose }: Stage, length: number): string {
  return Array.from({ length }, () => letters.charAt(choose(letters.length))).join('');
}

/** The keys "0", "1", ... */
export const keysUpTo = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => String(i));

export class Values {
  private readonly stage: Stage;
  private readonly client: ShardUser;
  private readonly byKey = new Map<string, string>();

  constructor(stage: Stage, client: ShardUser) {
    this.stage = stage;
    this.client = client;
  }

  get keys(): readonly string[] {
    return [...this.byKey.keys()];
  }

  /** Puts a random text at each key. */
  *putAll(keys: readonly string[], length: number): Story {
    for (const key of keys) yield* this.put(key, randomText(this.stage, length));
  }

  *put(key: string, value: string): Story {
    this.byKey.set(key, value);
    yield* this.client.put(key, value);
  }

  *append(key: string, length: number, client: ShardUser = this.client): Story {
    const added = randomText(this.stage, length);
    yield* client.append(key, added);
    this.byKey.set(key, this.of(key) + added);
  }

  /** Looks at keys; all of them, unless some are named. */
  *check(keys: readonly string[] = this.keys): Story {
    for (const key of keys) this.expect(key, yield* this.client.get(key));
  }

  /** Looks at each key, and appends to it. */
  *appendRound(length: number): Story {
    for (const key of this.keys) {
      yield* this.check([key]);
      yield* this.append(key, length);
    }
  }

  /** A get of another client, perhaps never answered: null where the client goes down first. */
  *tryGet({ node }: ShardUser, key: string): Story<string | null> {
    const answer = yield* ask<{ readonly result: Extract<StoreResult, { kind: 'value' }> }>(node, storeRequest({ kind: 'get', key }));
    if (answer === null) return null;
    const value = answer.result.value ?? '';
    this.expect(key, value);
    return value;
  }

  of(key: string): string {
    return this.byKey.get(key) ?? '';
  }

  private expect(key: string, value: string): void {
    const wanted = this.of(key);
    expect(value === wanted, 'a get shows what was written', () => `key ${key}: ${value.length} characters, not the ${wanted.length} that were written`);
  }
}

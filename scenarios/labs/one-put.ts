/** What the clients of the 2025 labs do: the harness's OnePut. */
import { expect, rest, type Stage, type Story } from '../../sim/hosts/script.ts';
import type { VersionedClient } from '../kv/vocabulary.ts';

export interface PutCount {
  ok: number;
  maybe: number;
}

/**
 * Puts its name and the version it believes in at that version, reads back, and adopts the version read, until a put is OK or ErrMaybe. Answers the
 * version to go on with.
 */
export function* onePut(clerk: VersionedClient, key: string, version: number, count: PutCount): Story<number> {
  for (let believed = version; ; ) {
    const content = JSON.stringify({ id: clerk.node, version: believed });
    const { error } = yield* clerk.put(key, content, believed);
    expect(error !== 'ErrNoKey', 'a put is never answered with ErrNoKey');
    const got = yield* clerk.get(key);
    if (error === 'OK' && got.error === 'OK' && got.version === believed + 1) {
      expect(got.value === content, 'after an OK the next version holds what was put', () => `found ${got.value}`);
    }
    believed = got.error === 'OK' ? got.version : 0;
    if (error === 'OK') count.ok++;
    if (error === 'ErrMaybe') count.maybe++;
    if (error === 'OK' || error === 'ErrMaybe') return believed;
  }
}

/** Loops OnePut until so many microseconds are over. */
export function* putUntil(stage: Stage, clerk: VersionedClient, key: string, end: number, count: PutCount): Story {
  for (let version = 0; stage.now() < end; ) {
    yield* rest();
    version = yield* onePut(clerk, key, version, count);
  }
}

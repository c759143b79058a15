/**
 * Records the toys of `captured.ts`, or replays what another process has recorded:
 *
 *     node dist/hunt/testing/captured-process.js > capsules.json
 *     node dist/hunt/testing/captured-process.js replay < capsules.json
 *
 * The second names the first step that differs, as JSON by the name of the toy.
 */
import { readFileSync } from 'node:fs';
import { decodeCapsule, encodeCapsule } from '../../sim/world/capsule.ts';
import { capture } from '../capture.ts';
import { replay } from '../replay.ts';
import { runSeed } from '../run.ts';
import { captured } from './captured.ts';

const seed = 3;
const codeHash = '0'.repeat(64);

/** Capsules in base64, by the name of the toy. */
export function record(): Readonly<Record<string, string>> {
  const capsules = Object.entries(captured).map(([name, scenario]) => {
    const capsule = capture({ kind: 'builtin', name, codeHash }, scenario, runSeed(scenario, seed));
    return [name, Buffer.from(encodeCapsule(capsule)).toString('base64')];
  });
  return Object.fromEntries(capsules);
}

export interface Replayed {
  readonly verdict: string;
  /** Null where nothing differs. */
  readonly message: string | null;
}

export function replayAll(capsules: Readonly<Record<string, string>>): Readonly<Record<string, Replayed>> {
  const replayed = Object.entries(captured).map(([name, scenario]) => {
    const { verdict, difference } = replay(decodeCapsule(Buffer.from(capsules[name] ?? '', 'base64')), codeHash, scenario, null);
    return [name, { verdict, message: difference?.message ?? null }];
  });
  return Object.fromEntries(replayed);
}

/** Under a test runner it is only imported. */
if (process.argv[1]?.endsWith('captured-process.js') === true) {
  const result = process.argv[2] === 'replay' ? replayAll(JSON.parse(readFileSync(0, 'utf8'))) : record();
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** Capsules outlive edits of their protocols. All edits on capsules of all protocols: FAULTLINE_CAMPAIGN=1, some minutes. */
import { describe, expect, test } from 'vitest';
import { signatureOf } from '../sim/hosts/failure.ts';
import type { Capsule } from '../sim/world/capsule.ts';
import type { Mutant } from '../sim/core/mutant.ts';
import { allBuiltins } from '../scenarios/catalogue.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { capture } from './capture.ts';
import { familiesOf } from './protocols-of.ts';
import { replay, type Replay } from './replay.ts';
import { runSeed } from './run.ts';
import { shrink } from './shrink.ts';
import { editedScenario, edits, type Edit } from './testing/edits.ts';
import { mutantOf } from './testing/known-bugs.ts';
import { findMutant, planted } from './testing/planted.ts';

const builtins = await allBuiltins();
const otherCode = 'f'.repeat(64);

interface Stored {
  readonly scenario: Scenario;
  readonly mutant: Mutant;
  readonly capsule: Capsule;
}

/** The first failure of this bug, shrunk as far as so many runs go; null where there is none among some seeds. */
function stored(names: readonly string[], mutant: Mutant, seeds: number, runs: number): Stored | null {
  for (let seed = 0; seed < seeds; seed++) {
    const name = names[seed % names.length] ?? '';
    const scenario = builtins[name];
    if (scenario === undefined) return null;
    const failing = runSeed(scenario, seed, { mutant });
    if (failing.failure === null || failing.steps > 5_000) continue;
    const { report, isMinimal } = shrink(scenario, failing, { mutant, runs });
    return { scenario, mutant, capsule: capture({ kind: 'builtin', name, codeHash: '0'.repeat(64) }, scenario, report, { mutant, shrunk: isMinimal }) };
  }
  return null;
}

/** The bug planted again in the edited protocol, and the capsule played. */
const replayed = ({ scenario, mutant, capsule }: Stored, edit: Edit): Replay => replay(capsule, otherCode, editedScenario(scenario, mutant, edit), null);

const survives = (kept: Stored, { verdict, report: { failure } }: Replay): boolean =>
  (verdict === 'still fails' || verdict === 'identical') && failure !== null && kept.capsule.failure !== null && signatureOf(failure) === signatureOf(kept.capsule.failure);

const capsules = ['KV-05', 'KV-06'].flatMap((id) => stored(['kv/append'], mutantOf(id), 40, 120) ?? []);

test('there are at least 20 edits', () => {
  expect(edits.length).toBeGreaterThanOrEqual(20);
  expect(capsules).toHaveLength(2);
});

test('capsules still fail after edits: all but one in twenty', () => {
  const lost = edits.flatMap((edit) => capsules.filter((kept) => !survives(kept, replayed(kept, edit))).map(({ mutant }) => `${mutant.id}: ${edit.name}`));
  expect(lost.length, lost.join('; ')).toBeLessThanOrEqual((edits.length * capsules.length) / 20);
});

test('what drifted is said by name', () => {
  const before = edits.find(({ name }) => name.endsWith('before the others'));
  const kept = stored(['lock/contended'], findMutant('LOCK-09'), 40, 120);
  const drift = before === undefined || kept === null ? [] : replayed(kept, before).drift;
  const message = /^the \d+(?:st|nd|rd|th) \w+ of [cs]\d+ to [cs]\d+, sent at /;
  expect(drift.length).toBeGreaterThan(0);
  for (const { what, instead } of drift) expect([what, instead ?? what].map((name) => message.test(name) || /^(?:that s\d|what chance decided|other draws)/.test(name)), `${what} -> ${instead}`).toEqual([true, true]);
});

test('timers that were renamed get their old draws, and are said by name', () => {
  const renamed = edits.find(({ name }) => name === 'all timers have other names');
  const kept = stored(['lock/contended'], findMutant('LOCK-09'), 40, 120);
  const played = renamed === undefined || kept === null ? null : replayed(kept, renamed);
  expect(played?.drift).toContainEqual({ what: "the timer 'retry'", instead: "'retryTimer'" });
  expect(played?.verdict).toBe('still fails');
  expect(played?.report.seed).toBe(kept?.capsule.seed);
  if (renamed === undefined || kept === null || played === null) return;
  // What is kept of it does the same run, under the new names, and after one more change of names.
  const edited = editedScenario(kept.scenario, kept.mutant, renamed);
  const again = capture({ kind: 'builtin', name: 'lock/contended', codeHash: otherCode }, edited, played.report);
  expect(replay(again, otherCode, edited, null)).toMatchObject({ verdict: 'identical', report: { failure: { property: kept.capsule.failure?.property } } });
  expect(replay(again, 'e'.repeat(64), editedScenario(edited, kept.mutant, renamed), null).verdict).toBe('still fails');
});

test.runIf(process.env['FAULTLINE_CAMPAIGN'] !== undefined)('95 % of the capsules of all protocols survive the edits', { timeout: 3_600_000 }, () => {
  const kept = planted.filter((_, i) => i % 4 === 1).flatMap((mutant) => {
    const names = Object.keys(builtins).filter((name) => builtins[name]?.heavy === false && !builtins[name].clientsView && builtins[name].swarm !== null && familiesOf(builtins[name]).includes(mutant.protocol));
    return stored(names, mutant, 300, 300) ?? [];
  });
  const counts = { tried: 0, survived: 0 };
  for (const edit of edits) {
    for (const each of kept) {
      // An edit that a property of the correct code objects to is none that changes nothing.
      const { failure } = replay({ ...each.capsule, failure: null }, otherCode, editedScenario(each.scenario, null, edit), null).report;
      if (failure !== null) continue;
      counts.tried++;
      if (survives(each, replayed(each, edit))) counts.survived++;
    }
  }
  expect(kept.length).toBeGreaterThanOrEqual(50);
  expect(counts.survived / counts.tried).toBeGreaterThanOrEqual(0.95);
});

describe('nearby', () => {
  test('a bug that is mended is fixed, wherever it is looked for', () => {
    for (const { scenario, capsule } of capsules.slice(0, 1)) expect(replay(capsule, otherCode, scenario, null).verdict).toBe('fixed');
  });
});

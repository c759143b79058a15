/**
 * A sample of the scoreboard, by a clock of events: the same on every machine. A change of a strategy, a fault or a protocol lets some be found later
 * and others sooner; nothing may be lost, and the sum must not grow by much. `FAULTLINE_SCOREBOARD=write` writes down what is found now.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { builtin } from '../../scenarios/catalogue.ts';
import { findMutant } from '../testing/planted.ts';
import type { StrategyName } from '../strategies/strategy.ts';
import { chase } from './detection.ts';

interface Entry {
  readonly mutant: string;
  readonly scenario: string;
  /** Up to the detection, by strategy. */
  events: Record<string, number>;
}

interface Sample {
  /** Most events for each. */
  readonly most: number;
  readonly entries: readonly Entry[];
}

const isWriting = process.env['FAULTLINE_SCOREBOARD'] === 'write';
const path = join(import.meta.dirname, '..', 'testing', 'scoreboard.json');
const sample: Sample = JSON.parse(readFileSync(path, 'utf8'));

/** The sum of all events may be so many times what it was. */
const slack = 1.5;

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

afterAll(() => {
  if (isWriting) writeFileSync(path, `${JSON.stringify(sample, null, 2)}\n`);
});

describe('the sample of the scoreboard', () => {
  test.each(['swarm', 'milestones', 'guided', 'portfolio'] satisfies readonly StrategyName[])('is found by %s about as soon as it was', async (strategy) => {
    const before = sample.entries.map(({ events }) => events[strategy] ?? 0);
    const now: number[] = [];
    const missed: string[] = [];
    for (const entry of sample.entries) {
      const { found, events } = chase({ mutant: findMutant(entry.mutant), scenarios: [await builtin(entry.scenario)], strategy, from: 0, events: sample.most });
      if (!found) missed.push(entry.mutant);
      now.push(events);
      if (isWriting) entry.events[strategy] = events;
    }
    expect(missed).toEqual([]);
    if (!isWriting) expect(sumOf(now), `events: ${now.join(', ')}; they were ${before.join(', ')}`).toBeLessThanOrEqual(slack * sumOf(before));
  }, 300_000);
});

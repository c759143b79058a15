import { describe, expect, test } from 'vitest';
import type { CampaignReport } from '../campaign-report.ts';
import { failureWith, findingWith, outcomeWith, tallyWith } from '../testing/outcome.ts';
import { strategiesSection } from './strategies.ts';

/** The cells of each row, as a reader sees them. */
function rowsOf(change: Partial<CampaignReport>): readonly (readonly string[])[] {
  const text = strategiesSection(outcomeWith(change).report)?.body.text ?? '';
  const rows = text.split('<tr>').slice(1);
  return rows.map((row) => [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.replaceAll(/<[^>]+>|&nbsp;/g, ' ').replaceAll(/\s+/g, ' ').trim()));
}

const tallies = [
  tallyWith({ name: 'a', properties: ['logs match', 'one leader per term'], runs: 30, runsBy: { swarm: 20, guided: 10 } }),
  tallyWith({ name: 'b', properties: ['logs match'], runs: 2_000, runsBy: { swarm: 1_000, pct: 1_000 } }),
];

describe('properties by strategy', () => {
  test('tells the members of a portfolio apart: who failed how often, in whose runs it held, who made none', () => {
    const findings = [
      findingWith({ scenario: 'a', count: 5, countBy: { swarm: 3, guided: 2 } }),
      findingWith({ scenario: 'b', count: 1, countBy: { pct: 1 }, failure: failureWith({ property: 'logs match' }) }),
    ];
    expect(rowsOf({ tallies, findings })).toEqual([
      ['property', 'swarm 1,020 runs', 'pct 1,000 runs', 'guided 10 runs'],
      ['one leader per term', '3 of 20', '–', '2 of 10'],
      ['logs match', '✓', '1 of 1,000', '✓'],
    ]);
  });

  test('adds up the ways in which one property fails, and what failed in a scenario that does not list it', () => {
    const crash = { scenario: 'b', failure: failureWith({ property: 'no exceptions' }), count: 2, countBy: { swarm: 2 } };
    const [, first] = rowsOf({ tallies, findings: [findingWith({ ...crash, signature: 'one' }), findingWith({ ...crash, signature: 'other' })] });
    expect(first).toEqual(['no exceptions', '4 of 1,000', '✓', '–']);
  });

  test('blames no strategy for a kept failure that fails again, or for a run that never came back', () => {
    const { countBy: _, ...kept } = findingWith({ scenario: 'a', count: 1 });
    expect(rowsOf({ tallies, findings: [kept] })).toEqual([
      ['property', 'swarm 1,020 runs', 'pct 1,000 runs', 'guided 10 runs', 'other'],
      ['one leader per term', '✓', '–', '✓', '1'],
      ['logs match', '✓', '✓', '✓', ''],
    ]);
  });

  test('is left out where nobody knows whose runs they were', () => {
    expect(strategiesSection(outcomeWith({ tallies: [tallyWith({ runsBy: {} })] }).report)).toBeNull();
  });
});

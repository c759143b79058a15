import { describe, expect, test } from 'vitest';
import type { Mutant } from '../../sim/core/mutant.ts';
import type { Fate } from '../mutant-fate.ts';
import { failureWith, findingWith } from '../testing/outcome.ts';
import { mutantsPageOf, type MutantsHunt } from './mutants-page.ts';

const hostile = '</style><script>document.title="owned"</script><img src=x onerror=alert(1)>"\'&\u202e';

const mutantWith = (change: Partial<Mutant> = {}): Mutant => ({ id: 'KV-12', title: 'ErrVersion is definite.', protocol: 'versionedClerk', hardness: 'easy', source: 'the lab', replaces: {}, ...change });

function fateWith(outcome: Fate['outcome'], milliseconds: number, change: Partial<Mutant> = {}): Fate {
  const effort = { seeds: 4, steps: 9_000, milliseconds, cpuMilliseconds: milliseconds };
  return { mutant: mutantWith(change), outcome, finding: outcome === 'found' ? findingWith({ shrunk: { steps: 21, size: 5, moves: 4, isMinimal: true } }) : null, effort };
}

const huntWith = (fates: readonly Fate[], change: Partial<MutantsHunt> = {}): MutantsHunt => ({ fates, strategy: 'portfolio', begun: 1_700_000_000_000, isOver: true, extent: 'from seed 0 on', replay: (capsule) => `faultline replay ${capsule}`, ...change });

describe('the page about the hunt for deliberate bugs', () => {
  test('names first what was not found, and says how soon the others were', () => {
    const page = mutantsPageOf(huntWith([fateWith('found', 1_000, { scheduleSize: 3 }), fateWith('found', 7_000, { id: 'KV-14' }), fateWith('missed', 60_000, { id: 'KV-99' })]));
    expect(page).toContain('<title>Faultline: 1 not found</title>');
    expect(page.indexOf('KV-99')).toBeLessThan(page.indexOf('KV-12'));
    expect(page).toContain('<b>2 of 3</b><span>found</span>');
    expect(page).toContain('<b>7.0 s</b><span>to find one, in the median</span>');
    expect(page).toContain('<b>never</b><span>in nine of ten</span>');
    expect(page).toContain('<td class="number">4 / 3</td>');
    expect(page).toContain('one leader per term</th><td class="number">2</td><td>KV-12, KV-14</td>');
    expect(page).toContain('faultline replay .faultline/mine-1-seed7-2.capsule');
  });

  test('says that all are found only of a hunt that is over', () => {
    const found = [fateWith('found', 1)];
    expect(mutantsPageOf(huntWith(found))).toContain('badge good">all found');
    expect(mutantsPageOf(huntWith(found, { isOver: false }))).toContain('badge warn">not over');
    expect(mutantsPageOf(huntWith([...found, fateWith('not hunted', 0)]))).toContain('badge warn">not over');
  });

  test('names no other place, has no script, takes text of others for text, and stays below two megabytes', () => {
    const long = hostile.repeat(200);
    const finding = findingWith({ scenario: long, capsule: long, failure: failureWith({ property: long }) });
    const fates = Array.from({ length: 600 }, (_, i): Fate => ({ ...fateWith('found', i, { id: `X-${i}`, title: long, source: long }), finding }));
    const page = mutantsPageOf(huntWith(fates, { extent: long }));
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/https?:|<script|<img|\burl\(|@import|sourceMappingURL/);
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
  });
});

/** The report of a campaign as a page, without a browser; `tests/report-page.test.ts` opens it in one. */
import { describe, expect, test } from 'vitest';
import { failureWith, findingWith, outcomeWith, tallyWith } from '../testing/outcome.ts';
import { html } from './markup.ts';
import { reportPageOf } from './page.ts';

const hostile = '</style><script>document.title="owned"</script><img src=x onerror=alert(1)>"\'&\u202e\u0000\ud800';

describe('markup', () => {
  test('escapes whatever is put into it, but markup', () => {
    expect(html`<p title="${hostile}">${[html`<b>${'<'}</b>`, html`${7}`]}</p>`.text).toBe(
      '<p title="&lt;/style&gt;&lt;script&gt;document.title=&quot;owned&quot;&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\\u202e\\u0000\\ud800"><b>&lt;</b>7</p>',
    );
  });
});

describe('the page about a campaign', () => {
  const finding = findingWith();
  const stories = new Map([[finding, { plan: ['crash of server 1'], lines: ['1 ms  #1  server 0  starts'] }]]);
  const canaries = [{ mutant: 'KV-12', title: 'a bug', property: 'linearizable (kvv)', isFound: true, effort: { seeds: 4, steps: 9, milliseconds: 12, cpuMilliseconds: 12 } }];

  test('has every section, the story of a failure, and the command that replays it', () => {
    const page = reportPageOf(outcomeWith({ findings: [finding] }, { stories, canaries }));
    for (const section of ['failures', 'mutants', 'properties', 'strategies', 'situations', 'scenarios', 'slowest']) expect(page).toContain(`<section id="${section}"`);
    expect(page).toContain('<title>Faultline: 1 failure</title>');
    expect(page).toContain('1 ms  #1  server 0  starts');
    expect(page).toContain('faultline run mine.ts --seed 7');
    expect(page).toContain('faultline run mine.ts --seed 3</code>');
    expect(reportPageOf(outcomeWith({}, { strategy: 'pct' }))).toContain('faultline run mine.ts --seed 3 --strategy pct</code>');
    expect(reportPageOf(outcomeWith({}, { strategy: 'guided', mutant: 'X-1' }))).toContain('faultline run mine.ts --seed 3 --strategy guided --from 0 --mutant X-1</code>');
    expect(page).toContain('<td class="bad">3</td>');
    expect(page).toContain('never, and was due');
    expect(page).toBe(reportPageOf(outcomeWith({ findings: [finding] }, { stories, canaries })));
  });

  test('says pass only of a campaign that came to its end', () => {
    const calm = { findings: [], tallies: [tallyWith({ missed: [] })] };
    expect(reportPageOf(outcomeWith(calm))).toContain('badge good">pass');
    expect(reportPageOf(outcomeWith(calm, { isOver: false }))).toContain('badge warn">not over');
    expect(reportPageOf(outcomeWith({ ...calm, stopped: true }))).toContain('badge warn">not over');
    expect(reportPageOf(outcomeWith({ findings: [] }))).toContain('badge warn">vacuous');
  });

  test('names no other file and no other place, and has no script', () => {
    const page = reportPageOf(outcomeWith({ findings: [findingWith({ scenario: hostile, failure: failureWith({ message: hostile, property: hostile }) })], tallies: [tallyWith({ name: hostile, title: hostile })] }));
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/https?:|<script|<img|\burl\(|@import|sourceMappingURL/);
  });

  test('stays below two megabytes, whatever it is about', () => {
    const long = '<&">'.repeat(3_000);
    const names = Array.from({ length: 300 }, (_, i) => `${i}${'<&">'.repeat(200)}`);
    const tallies = names.map((name) => tallyWith({ name, title: long, properties: names.slice(0, 20), situations: names.slice(0, 20).map((situation) => ({ name: situation, within: 9 })), missed: [] }));
    const findings = names.map((scenario) => findingWith({ scenario, failure: failureWith({ message: long, property: long }) }));
    const many = new Map(findings.map((one) => [one, { plan: [long], lines: [long, long] }]));
    const page = reportPageOf(outcomeWith({ tallies, findings }, { stories: many, extent: long, canaries: names.map((mutant) => ({ ...canaries[0], mutant, title: long, property: long, isFound: true, effort: { seeds: 1, steps: 1, milliseconds: 1, cpuMilliseconds: 1 } })) }));
    expect(Buffer.byteLength(page)).toBeLessThan(2_000_000);
    expect(page).toMatch(/and \d+ more/);
  });
});

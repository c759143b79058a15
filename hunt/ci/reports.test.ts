/** Reports as the programs that read them demand, whatever text they are about. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Log } from 'sarif';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { afterAll, describe, expect, test } from 'vitest';
import { failureWith, findingWith, outcomeWith, tallyWith } from '../testing/outcome.ts';
import { annotationsOf, summaryOf } from './github.ts';
import { junitOf } from './junit.ts';
import { sarifOf } from './sarif.ts';
import { Reports } from './reports.ts';
import { element, xmlOf } from './xml.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Tag {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** All elements of a document, in order. Throws where it is not well-formed XML 1.0. */
function parse(document: string): readonly Tag[] {
  const parser = new SaxesParser();
  const tags: Tag[] = [];
  const open: Tag[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    const tag = { name, attributes, text: '' };
    tags.push(tag);
    open.push(tag);
  });
  parser.on('text', (text) => {
    const tag = open.at(-1);
    if (tag !== undefined) tag.text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(document).close();
  return tags;
}

const hostile = '\u0000\u001b[31m]]>&<"\'\r\n\t\ufffe\ud800 \u202e::error::%0A|`#1 @all <img src=x>';
const blind = { mutant: 'KV-01', title: 'a <bug>', property: null, isFound: false, effort: { seeds: 1, steps: 1, milliseconds: 1, cpuMilliseconds: null } };

/** Any UTF-16 units up to this one, halves of pairs included. */
const text = (max: number): fc.Arbitrary<string> => fc.array(fc.integer({ min: 0, max }), { maxLength: 20 }).map((units) => String.fromCharCode(...units));

describe('XML', () => {
  test('is well-formed whatever text goes in, and comes out as it went in where XML has the characters', () => {
    fc.assert(
      fc.property(text(0xffff), text(0x7f), (binary, ascii) => {
        const plain = ascii.replace(/(?![\t\n\r])\p{Cc}/gu, '');
        const [outer, inner] = parse(xmlOf(element('a', { binary, plain }, [element('b', {}, [plain, binary])])));
        expect(outer?.attributes['plain']).toBe(plain);
        expect(inner?.text.startsWith(plain)).toBe(true);
      }),
    );
  });

  test('shows what no XML document may hold', () => {
    expect(parse(xmlOf(element('a', { b: hostile })))[0]?.attributes['b']).toBe('\\u0000\\u001b[31m]]>&<"\'\r\n\t\\ufffe\\ud800 \\u202e::error::%0A|`#1 @all <img src=x>');
  });
});

describe('JUnit', () => {
  test('has a suite for each scenario and a case for each property and situation, and its sums are right', () => {
    const tags = parse(junitOf(outcomeWith()));
    const [all, ...suites] = tags.filter(({ name }) => name.startsWith('testsuite'));
    const cases = tags.filter(({ name }) => name === 'testcase').map(({ attributes }) => attributes['name']);
    expect(suites.map(({ attributes }) => attributes['name'])).toEqual(['faultline', 'mine.ts']);
    expect(cases).toEqual(['the hunt comes to its end', 'one leader per term', 'logs match', 'reaches: a split vote', 'reaches: a torn write', 'reaches: a blue moon']);
    expect(all?.attributes).toMatchObject({ tests: '6', failures: '2', errors: '0', skipped: '1' });
    const [failure, vacuous] = tags.filter(({ name }) => name === 'failure');
    expect(failure).toMatchObject({ attributes: { message: 'two leaders in term 3', type: 'safety' }, text: expect.stringContaining('replay: faultline run mine.ts --seed 7') });
    expect(vacuous?.attributes['type']).toBe('vacuous');
  });

  test('is no pass while the hunt goes on, after a signal, and where a planted bug was not found', () => {
    const outcomes = [outcomeWith({ findings: [] }, { isOver: false }), outcomeWith({ findings: [], stopped: true }), outcomeWith({ findings: [] }, { canaries: [blind] })];
    for (const outcome of outcomes) {
      const [all] = parse(junitOf({ ...outcome, report: { ...outcome.report, tallies: [tallyWith({ missed: [] })] } }));
      expect(Number(all?.attributes['errors']) + Number(all?.attributes['failures'])).toBe(1);
    }
  });

  test('takes text of others for text', () => {
    const failure = failureWith({ property: hostile, message: hostile, kind: 'checkerUnknown' });
    const tags = parse(junitOf(outcomeWith({ tallies: [tallyWith({ name: hostile, title: hostile })], findings: [findingWith({ scenario: hostile, failure })] })));
    expect(tags.filter(({ name }) => name === 'error')).toHaveLength(1);
  });
});

describe('SARIF', () => {
  const logOf = (outcome: ReturnType<typeof outcomeWith>): Log => JSON.parse(sarifOf(outcome));

  test('has what the standard demands, and what code scanning does', () => {
    const log = logOf(outcomeWith({}, { canaries: [blind] }));
    expect(log).toMatchObject({ version: '2.1.0', $schema: expect.stringMatching(/sarif-2\.1\.0\.json$/) });
    const [run] = log.runs;
    expect(run?.tool.driver.name).toBe('faultline');
    expect(run?.invocations?.[0]?.executionSuccessful).toBe(true);
    const ids = run?.tool.driver.rules?.map(({ id }) => id) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
    for (const { ruleId, ruleIndex, message, partialFingerprints } of run?.results ?? []) {
      expect(ids[ruleIndex ?? -1]).toBe(ruleId);
      expect(message.text).not.toBe('');
      expect(Object.values(partialFingerprints ?? {})).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    }
    expect(run?.results?.map(({ ruleId }) => ruleId)).toEqual(['safety/one leader per term', 'vacuous/a torn write', 'blind/KV-01']);
  });

  test('points to the line that threw, else to the top of the file, and for a scenario of the package to its capsule', () => {
    const placeOf = (stack: string | null, file: string | null): unknown => {
      const log = logOf(outcomeWith({ tallies: [tallyWith({ file })], findings: [findingWith({ failure: failureWith({ stack }) })] }));
      return log.runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation;
    };
    const thrown = `Error: x\n    at Object.step (${join(process.cwd(), 'my stories/mine.ts').replace(' ', '-')}:7:44)\n    at run (node:vm:1:1)`;
    expect(placeOf(thrown, 'mine.ts')).toMatchObject({ artifactLocation: { uri: 'my-stories/mine.ts' }, region: { startLine: 7 } });
    expect(placeOf(null, 'my stories/a#b.ts')).toMatchObject({ artifactLocation: { uri: 'my%20stories/a%23b.ts' }, region: { startLine: 1 } });
    expect(placeOf(null, null)).toMatchObject({ artifactLocation: { uri: '.faultline/mine-1-seed7-2.capsule' } });
  });

  test('does not claim success while the hunt goes on, and the same failure keeps its fingerprint', () => {
    expect(logOf(outcomeWith({}, { isOver: false })).runs[0]?.invocations?.[0]).toEqual({ executionSuccessful: false, startTimeUtc: '2023-11-14T22:13:20.000Z' });
    const fingerprints = [7, 8].map((seed) => logOf(outcomeWith({ findings: [findingWith({ seed })] })).runs[0]?.results?.[0]?.partialFingerprints);
    expect(fingerprints[0]).toEqual(fingerprints[1]);
  });
});

describe('on GitHub', () => {
  test('an annotation is one line that names file and line, and no text of others becomes a command', () => {
    const lines = annotationsOf(outcomeWith({ tallies: [tallyWith({ missed: [] })], findings: [findingWith({ failure: failureWith({ property: 'a:b,c', message: '50%\n::add-mask::x' }) })] }));
    expect(lines).toEqual(['::error file=mine.ts,line=1,title=mine.ts%3A a%3Ab%2Cc::50%25%0A::add-mask::x%0AReplay: faultline run mine.ts --seed 7']);
    expect(annotationsOf(outcomeWith({ findings: [findingWith({ failure: failureWith({ message: hostile, property: hostile }) })] })).join('')).not.toMatch(/[\r\n]/);
  });

  test('are no more annotations than GitHub shows', () => {
    const findings = Array.from({ length: 30 }, (_, i) => findingWith({ seed: i, signature: `safety: ${i}` }));
    const lines = annotationsOf(outcomeWith({ findings }));
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe('::error title=and more::22 more: see the summary.');
  });

  test('the summary stays one table, whatever text stands in it, and below the mebibyte that a step may write', () => {
    const findings = Array.from({ length: 1_000 }, (_, i) => findingWith({ signature: `${i}`, failure: failureWith({ message: `${hostile}${'|'.repeat(5_000)}`, property: hostile }) }));
    const summary = summaryOf(outcomeWith({ findings, tallies: [tallyWith({ name: hostile })] }, { canaries: [blind] }));
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
    const rows = summary.split('\n').filter((line) => line.startsWith('| '));
    expect(new Set(rows.map((row) => row.split('|').length))).toEqual(new Set([8, 7]));
    expect(summary).not.toContain('<img');
    expect(summary).toContain('not found: this hunt is blind');
  });
});

describe('the files', () => {
  const noFiles = { junit: null, sarif: null, jsonl: null, html: null, summary: null };
  const facts = { version: '1', from: 0, workers: 1, mutant: null, strategy: 'swarm' as const, shard: null, extent: '', replay: () => 'faultline run mine.ts --seed 7' };

  test('are there from the beginning, replaced whole, and leave no drafts', () => {
    const path = (name: string): string => join(folder, 'whole', name);
    const reports = new Reports({ ...noFiles, junit: path('junit.xml'), sarif: path('x.sarif') }, facts);
    reports.follow(() => outcomeWith({ findings: [] }).report);
    reports.observe({ kind: 'begun', lanes: [] });
    expect(readFileSync(path('junit.xml'), 'utf8')).toContain('it was under way when this was written');
    reports.finish();
    expect(readFileSync(path('junit.xml'), 'utf8')).not.toContain('under way');
    expect(readdirSync(path('.'))).toEqual(['junit.xml', 'x.sarif']);
  });

  test('the summary keeps what others wrote into it before', () => {
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, '# Before\n');
    const reports = new Reports({ ...noFiles, summary }, facts);
    reports.follow(() => outcomeWith().report);
    reports.observe({ kind: 'begun', lanes: [] });
    reports.finish();
    expect(readFileSync(summary, 'utf8').match(/^#.*/gm)).toEqual(['# Before', '## Faultline: 1 failing, 1 never reached']);
  });

  test('that cannot be written do not end the hunt, but are said', () => {
    writeFileSync(join(folder, 'file'), '');
    const reports = new Reports({ ...noFiles, junit: join(folder, 'file', 'junit.xml') }, facts);
    reports.follow(() => outcomeWith().report);
    reports.finish();
    expect(reports.problem).toContain('junit.xml: cannot be written');
  });

  test('lines are on the disk as soon as something has happened', () => {
    const jsonl = join(folder, 'events.jsonl');
    const reports = new Reports({ ...noFiles, jsonl }, facts);
    reports.observe({ kind: 'found', finding: findingWith() });
    const lines = readFileSync(jsonl, 'utf8').trimEnd().split('\n').map((line): unknown => JSON.parse(line));
    expect(lines).toEqual([expect.objectContaining({ event: 'found', seed: 7, capsule: '.faultline/mine-1-seed7-2.capsule', replay: 'faultline run mine.ts --seed 7' })]);
  });
});

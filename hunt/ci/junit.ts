/**
 * JUnit's XML as CI servers read it: a suite for each scenario, a case for each property and each situation. The form is that of Jenkins's
 * schema (junit-10.xsd).
 */
import type { ScenarioTally } from '../campaign-report.ts';
import { isUndecided, verdictsOf, type Canary, type Outcome, type Verdict } from './outcome.ts';
import { element, xmlOf, type Element } from './xml.ts';

type Result = 'passed' | 'failure' | 'error' | 'skipped';

interface Case {
  readonly result: Result;
  readonly element: Element;
}

/** The document. While the hunt goes on, one of its cases is an error: a report that is left behind is no pass. */
export function junitOf(outcome: Outcome): string {
  const { report, begun } = outcome;
  const suites = [suite('faultline', report.milliseconds, begun, hunting(outcome)), ...report.tallies.map((tally) => suiteOf(tally, outcome))];
  const sum = (name: string): number => suites.reduce((total, { attributes }) => total + Number(attributes[name]), 0);
  return xmlOf(element('testsuites', { name: 'faultline', tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), skipped: sum('skipped'), time: seconds(report.milliseconds) }, suites));
}

const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(3);

function suite(name: string, milliseconds: number, begun: number, cases: readonly Case[], properties: readonly Element[] = []): Element {
  const count = (wanted: Result): number => cases.filter(({ result }) => result === wanted).length;
  const attributes = { name, tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped'), time: seconds(milliseconds), timestamp: new Date(begun).toISOString().slice(0, 19) };
  return element('testsuite', attributes, [...properties, ...cases.map((one) => one.element)]);
}

function suiteOf(tally: ScenarioTally, outcome: Outcome): Element {
  const facts = { title: tally.title, seeds: tally.runs, events: tally.steps, checked: tally.checked };
  const properties = element('properties', {}, Object.entries(facts).map(([name, value]) => element('property', { name, value })));
  return suite(tally.name, tally.milliseconds, outcome.begun, verdictsOf(tally, outcome.report).map((verdict) => caseOf(verdict, outcome)), [properties]);
}

function testCase(suite: string, name: string, result: Result, message = '', detail = '', type = ''): Case {
  const about: readonly Element[] = result === 'passed' ? [] : [element(result, { message, ...(type === '' ? {} : { type }) }, detail === '' ? [] : [detail])];
  return { result, element: element('testcase', { classname: suite, name, time: '0' }, about) };
}

function caseOf(verdict: Verdict, outcome: Outcome): Case {
  const { scenario, name, kind, finding, isMissed, isJudged } = verdict;
  const title = kind === 'situation' ? `reaches: ${name}` : name;
  if (finding !== null) {
    const { failure, seed, count } = finding;
    const detail = `${failure.message}\nseed ${seed}${count > 1 ? `, and ${count - 1} more` : ''}, step ${failure.step}\nreplay: ${outcome.replay(finding)}`;
    return testCase(scenario.name, title, isUndecided(failure.kind) ? 'error' : 'failure', failure.message.split('\n')[0], detail, failure.kind);
  }
  if (isMissed) return testCase(scenario.name, title, 'failure', `never reached in ${scenario.runs} seeds: what depends on it was not tested`, '', 'vacuous');
  return isJudged ? testCase(scenario.name, title, 'passed') : testCase(scenario.name, title, 'skipped', kind === 'situation' ? `not reached yet: ${scenario.runs} seeds were too few to demand it` : 'no seed was run');
}

/** The hunt as a whole: whether it came to its end, could keep what it found, and can see. */
function hunting({ report, isOver, canaries }: Outcome): readonly Case[] {
  const name = 'the hunt comes to its end';
  const end = isOver && !report.stopped ? testCase('faultline', name, 'passed') : testCase('faultline', name, 'error', isOver ? 'it was stopped by a signal' : 'it was under way when this was written', '', 'incomplete');
  const unkept = report.unkept === null ? [] : [testCase('faultline', 'failures are kept', 'error', report.unkept)];
  return [end, ...unkept, ...canaries.map(canaryCase)];
}

function canaryCase({ mutant, title, isFound }: Canary): Case {
  const name = `finds the planted bug ${mutant}: ${title}`;
  if (isFound === null) return testCase('faultline', name, 'skipped', 'it was stopped before its time was up');
  return isFound ? testCase('faultline', name, 'passed') : testCase('faultline', name, 'failure', 'not found: the hunt is blind', '', 'blind');
}

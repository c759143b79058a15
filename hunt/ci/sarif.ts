/** SARIF 2.1.0 (OASIS), with what GitHub's code scanning asks for beyond it: a place, a stable rule and a fingerprint for each result. */
import { createHash } from 'node:crypto';
import type { Finding, ScenarioTally } from '../campaign-report.ts';
import { packageVersion } from '../library.ts';
import { isUndecided, placeOf, type Outcome } from './outcome.ts';

interface Result {
  readonly ruleId: string;
  readonly level: 'error' | 'warning';
  readonly message: { readonly text: string };
  readonly locations: readonly object[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly properties?: object;
}

/** The log, as text. While the hunt goes on, it says that it has not been successful. */
export function sarifOf(outcome: Outcome): string {
  const { report, isOver, begun } = outcome;
  const results = [...report.findings.map((finding) => resultOf(finding, outcome)), ...report.tallies.flatMap(missedOf), ...blindOf(outcome)];
  const rules = [...new Set(results.map(({ ruleId }) => ruleId))].map((id) => ({ id, shortDescription: { text: id }, defaultConfiguration: { level: 'error' } }));
  const invocation = {
    executionSuccessful: isOver && !report.stopped,
    startTimeUtc: new Date(begun).toISOString(),
    ...(isOver ? { endTimeUtc: new Date(begun + report.milliseconds).toISOString() } : {}),
  };
  return `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'faultline', semanticVersion: packageVersion(), rules } },
          automationDetails: { id: `faultline/hunt/${outcome.mutant === null ? '' : `${outcome.mutant}/`}` },
          invocations: [invocation],
          results: results.map((result) => ({ ...result, ruleIndex: rules.findIndex(({ id }) => id === result.ruleId) })),
        },
      ],
    },
    null,
    1,
  )}\n`;
}

function resultOf(finding: Finding, outcome: Outcome): Result {
  const { scenario, signature, failure, seed, count, capsule } = finding;
  const file = outcome.report.tallies.find(({ name }) => name === scenario)?.file ?? null;
  const place = placeOf(finding, file) ?? (capsule === null ? null : { file: capsule, line: 1 });
  return {
    ruleId: `${failure.kind}/${failure.property}`,
    level: isUndecided(failure.kind) ? 'warning' : 'error',
    message: { text: `${scenario}: ${failure.message}\nReplay: ${outcome.replay(finding)}` },
    locations: [
      {
        ...(place === null ? {} : { physicalLocation: { artifactLocation: { uri: uriOf(place.file) }, region: { startLine: place.line } } }),
        logicalLocations: [{ name: scenario, kind: 'module' }],
      },
    ],
    partialFingerprints: { 'faultline/signature/v1': fingerprint(scenario, signature) },
    properties: { scenario, seed, seeds: count, capsule, mutant: outcome.mutant },
  };
}

/** A relative reference (RFC 3986): a name with a colon would be taken for a scheme. */
const uriOf = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

const fingerprint = (...parts: readonly string[]): string => createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);

function missedOf({ name, file, runs, missed }: ScenarioTally): readonly Result[] {
  return missed.map((situation) => ({
    ruleId: `vacuous/${situation}`,
    level: 'error',
    message: { text: `${name}: '${situation}' was never reached in ${runs} seeds: what depends on it was not tested` },
    locations: [{ ...(file === null ? {} : { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: 1 } } }), logicalLocations: [{ name, kind: 'module' }] }],
    partialFingerprints: { 'faultline/signature/v1': fingerprint(name, 'vacuous', situation) },
  }));
}

function blindOf({ canaries }: Outcome): readonly Result[] {
  return canaries.filter(({ isFound }) => isFound === false).map(({ mutant, title }) => ({
    ruleId: `blind/${mutant}`,
    level: 'error',
    message: { text: `The planted bug ${mutant} (${title}) was not found: a hunt that does not see it proves nothing` },
    locations: [{ logicalLocations: [{ name: mutant, kind: 'module' }] }],
    partialFingerprints: { 'faultline/signature/v1': fingerprint('blind', mutant) },
  }));
}

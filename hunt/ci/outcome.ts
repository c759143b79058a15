/** What the reports of a campaign are made of, while it goes on and at its end. */
import type { FailureKind } from '../../sim/hosts/failure.ts';
import type { CampaignReport, Effort, Finding, ScenarioTally } from '../campaign-report.ts';
import type { StrategyName } from '../strategies/strategy.ts';
import { ownFrames } from '../stack.ts';

export interface Outcome {
  readonly report: CampaignReport;
  /** False while it goes on: an unfinished report must not look like a pass. */
  readonly isOver: boolean;
  /** Id of the mutant that was hunted; null: the correct code. */
  readonly mutant: string | null;
  readonly strategy: StrategyName;
  readonly canaries: readonly Canary[];
  /** When it began, in milliseconds since 1970. */
  readonly begun: number;
  /** In words: which seeds, how many workers. */
  readonly extent: string;
  /** What happened in the runs of findings, where that was told. */
  readonly stories?: ReadonlyMap<Finding, Story>;
  /** The command that plays a finding again. */
  readonly replay: (finding: Finding) => string;
}

/** The story of a failure: its plan, and its last events, a line each. */
export interface Story {
  readonly plan: readonly string[];
  readonly lines: readonly string[];
}

/** A planted bug that a hunt must find, or it is blind. */
export interface Canary {
  readonly mutant: string;
  /** What is wrong with it. */
  readonly title: string;
  /** The property that gave it away; null: nothing did. */
  readonly property: string | null;
  /** Null: it was stopped before its time was up, by a signal or by a failure of the correct code. */
  readonly isFound: boolean | null;
  readonly effort: Effort;
}

/** What a report says of one property, or of one situation, in one scenario. */
export interface Verdict {
  readonly scenario: ScenarioTally;
  readonly name: string;
  readonly kind: 'property' | 'situation';
  /** Null: it holds, or was reached. */
  readonly finding: Finding | null;
  /** A situation that was due, and was not reached. */
  readonly isMissed: boolean;
  /** It has been looked at; a situation, within the seeds in which it was due. */
  readonly isJudged: boolean;
}

/** Every property of a scenario and every situation, and what has failed that is none of them. */
export function verdictsOf(tally: ScenarioTally, { findings }: CampaignReport): readonly Verdict[] {
  const mine = findings.filter(({ scenario }) => scenario === tally.name);
  const failing = new Set(mine.map(({ failure }) => failure.property));
  const base = { scenario: tally, finding: null, isMissed: false };
  return [
    ...mine.map((finding) => ({ ...base, name: finding.failure.property, kind: 'property' as const, finding, isJudged: true })),
    ...tally.properties.filter((name) => !failing.has(name)).map((name) => ({ ...base, name, kind: 'property' as const, isJudged: tally.runs > 0 })),
    ...tally.situations.map(({ name }) => {
      const isMissed = tally.missed.includes(name);
      return { ...base, name, kind: 'situation' as const, isMissed, isJudged: isMissed || tally.reached.has(name) };
    }),
  ];
}

/** Failures that say that something could not be judged, rather than that it is wrong. */
export const isUndecided = (kind: FailureKind): boolean => kind === 'checkerUnknown';

/** A place in a file, from the current folder; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Where the user may look: the line that threw, else the top of the scenario's file. Null for a built-in scenario. */
export function placeOf({ failure: { stack } }: Finding, file: string | null): Place | null {
  const frames = stack === null ? [] : ownFrames(stack);
  const places = frames.flatMap((frame) => {
    const [, path = '', line = ''] = /([^\s():]+):(\d+):\d+\)?$/.exec(frame) ?? [];
    return path === '' || path.startsWith('/') || path.includes('node_modules') ? [] : [{ file: path, line: Number(line) }];
  });
  return places[0] ?? (file === null ? null : { file, line: 1 });
}

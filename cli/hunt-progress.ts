/** One line on a hunt under way: how fast, how far, what it has seen and found, how long still. */
import type { CampaignReport, ScenarioTally } from '../hunt/campaign-report.ts';
import { verdictWords } from './exit.ts';
import { counted, elapsed, grouped } from './words.ts';

interface Sample {
  readonly at: number;
  readonly seeds: number;
  readonly events: number;
  readonly reached: number;
  readonly features: number;
}

/** Rates and growth are those of so many milliseconds. */
const span = 10_000;

export class HuntProgress {
  private samples: readonly Sample[] = [];

  /** At most so many characters, as long as there is something to leave out. Milliseconds; `left` null: the seeds decide. */
  describe(report: CampaignReport, left: number | null, width = Infinity): string {
    const now = sampleOf(report);
    const before = this.remember(now);
    const perSecond = 1_000 / Math.max(1, now.at - before.at);
    const due = new Set(report.tallies.flatMap(({ name, situations }) => situations.map((situation) => `${name}\n${situation.name}`))).size;
    const growth = now.reached - before.reached;
    return fitted(
      [
        { text: `${counted(now.seeds, 'seed')} (${grouped((now.seeds - before.seeds) * perSecond)}/s)`, rank: 1 },
        { text: `${short(now.events)} events (${short((now.events - before.events) * perSecond)}/s)`, rank: 4 },
        { text: due === 0 ? '' : `${now.reached} of ${due} situations${growth > 0 ? ` (+${growth})` : ''}`, rank: 3 },
        { text: now.features === 0 ? '' : `${short(now.features)} features${now.features > before.features ? ` (+${short(now.features - before.features)})` : ''}`, rank: 6 },
        { text: failures(report), rank: 0 },
        { text: report.shrinking === 0 ? '' : `${report.shrinking} shrinking`, rank: 5 },
        { text: left === null ? elapsed(report.milliseconds) : `${elapsed(left)} left`, rank: 2 },
      ],
      width,
    );
  }

  /** Answers the oldest sample that is not too old. */
  private remember(now: Sample): Sample {
    const recent = this.samples.filter(({ at }) => now.at - at <= 1.5 * span);
    this.samples = [...recent, now];
    return recent.find(({ at }) => now.at - at <= span) ?? recent.at(-1) ?? { at: 0, seeds: 0, events: 0, reached: 0, features: 0 };
  }
}

function sampleOf({ tallies, milliseconds }: CampaignReport): Sample {
  const sum = (of: (tally: ScenarioTally) => number): number => tallies.reduce((total, tally) => total + of(tally), 0);
  return { at: milliseconds, seeds: sum(({ runs }) => runs), events: sum(({ steps }) => steps), reached: sum(({ situations, reached }) => situations.filter(({ name }) => reached.has(name)).length), features: sum(({ features }) => features) };
}

/** `2 failures: safety 1, liveness 1`. */
function failures({ findings }: CampaignReport): string {
  const kinds = [...new Set(findings.map(({ failure }) => failure.kind))].map((kind) => `${verdictWords[kind]} ${findings.filter(({ failure }) => failure.kind === kind).length}`);
  return findings.length === 0 ? 'no failure' : `${counted(findings.length, 'failure')}: ${kinds.join(', ')}`;
}

const units = [{ unit: 'G', size: 1e9 }, { unit: 'M', size: 1e6 }, { unit: 'k', size: 1e3 }] as const;

/** `831`, `12.4k`, `3.1M`, `2.0G`. */
function short(count: number): string {
  if (count < 1_000) return String(Math.round(count));
  const { unit, size } = units.find(({ size }) => count >= size) ?? { unit: '', size: 1 };
  return `${(count / size).toFixed(count / size < 100 ? 1 : 0)}${unit}`;
}

interface Part {
  readonly text: string;
  /** The higher, the sooner it is left out. */
  readonly rank: number;
}

function fitted(parts: readonly Part[], width: number): string {
  const present = parts.filter(({ text }) => text !== '');
  const line = present.map(({ text }) => text).join(', ');
  if (line.length <= width || present.length <= 1) return line;
  const last = Math.max(...present.map(({ rank }) => rank));
  return fitted(present.filter(({ rank }) => rank !== last), width);
}

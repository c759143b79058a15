/** Stories of failures, for a report. */
import type { Finding } from '../hunt/campaign-report.ts';
import { BadInput } from '../hunt/bad-input.ts';
import type { Story } from '../hunt/ci/outcome.ts';
import { readCapsuleFile } from '../hunt/corpus.ts';
import { performOrLose } from '../hunt/lost-runs.ts';
import { Pool, WorkerLost } from '../hunt/pool.ts';
import { referTo } from '../hunt/reference.ts';
import { isUnfinished } from '../hunt/unfinished.ts';
import { formatLine } from '../hunt/story-line.ts';
import { onSignal } from './signals.ts';

/** Failures whose stories are told, and lines of each. */
const [mostStories, mostLines] = [20, 80] as const;

/** Plays the capsules of the first failures again and listens. What cannot be told is left out; a signal ends it. */
export async function storiesOf(findings: readonly Finding[], patience: number): Promise<ReadonlyMap<Finding, Story>> {
  const stories = new Map<Finding, Story>();
  const told = findings.filter(({ capsule }) => capsule !== null).slice(0, mostStories);
  if (told.length === 0) return stories;
  const pool = new Pool({ workers: 1, patience: Math.min(patience, 10_000) });
  const forget = onSignal(() => void pool.close());
  try {
    for (const finding of told) {
      const story = await storyOf(finding, pool);
      if (story !== null) stories.set(finding, story);
    }
  } finally {
    forget();
    await pool.close();
  }
  return stories;
}

async function storyOf({ capsule: path }: Finding, pool: Pool): Promise<Story | null> {
  if (path === null) return null;
  try {
    const { capsule, bytes } = readCapsuleFile(path);
    if (isUnfinished(capsule)) return null;
    const ref = await referTo(capsule.scenario);
    const result = await performOrLose(pool, { kind: 'tell', ref, capsule: bytes, fromStep: 0 });
    return result instanceof WorkerLost ? null : { plan: result.plan, lines: result.lines.slice(-mostLines).map(formatLine) };
  } catch (error) {
    // Other code, a file that is gone: the replay command says it better.
    if (error instanceof BadInput || (error instanceof Error && error.name === 'CapsuleError')) return null;
    throw error;
  }
}

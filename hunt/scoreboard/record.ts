/** What one campaign of the scoreboard came to, and the file in which all are kept: one JSON object in each line. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Hardness } from '../../sim/core/mutant.ts';
import { BadInput } from '../bad-input.ts';
import { strategyNames, type StrategyName } from '../strategies/strategy.ts';

/** One mutant, hunted once by one strategy until it was found, or given up. */
export interface CampaignRecord {
  readonly mutant: string;
  readonly hardness: Hardness;
  readonly strategy: StrategyName;
  /** A mark of the distilled runs with which it began; null, or left out: with none. */
  readonly distilled?: string | null;
  /** The first seed: campaigns differ in it. */
  readonly from: number;
  readonly found: boolean;
  /** CPU time of the workers up to the detection, or up to giving up, in seconds. Real time where no CPU time is known. */
  readonly seconds: number;
  readonly seeds: number;
  readonly events: number;
  readonly scenario: string | null;
  /** The property that fired. */
  readonly property: string | null;
  /** Things in the plan of the shrunk run, where it was shrunk and no script makes them. */
  readonly moves: number | null;
  /** The same of the smallest schedule written by hand. */
  readonly scheduleSize: number | null;
}

type Key = Pick<CampaignRecord, 'mutant' | 'strategy' | 'distilled' | 'from'>;

/** What tells one campaign from another. */
export const keyOf = ({ mutant, strategy, distilled = null, from }: Key): string => `${mutant} ${strategy}${distilled === null ? '' : ` after ${distilled}`} ${from}`;

/** The records of a file; those of the same campaign with more patience take the place of earlier ones. */
export class Records {
  private readonly path: string;
  private readonly known = new Map<string, CampaignRecord>();

  /** Throws `BadInput` where a line is no record. */
  constructor(path: string) {
    this.path = path;
    if (!existsSync(path)) return;
    for (const [i, line] of readFileSync(path, 'utf8').split('\n').entries()) if (line !== '') this.keep(parse(line, `${path}:${i + 1}`));
  }

  get all(): readonly CampaignRecord[] {
    return [...this.known.values()];
  }

  /** Was this campaign run already, to the detection or for so many seconds? */
  has(key: Key, seconds: number): boolean {
    const record = this.known.get(keyOf(key));
    return record !== undefined && (record.found || record.seconds >= seconds);
  }

  add(record: CampaignRecord): void {
    mkdirSync(dirname(this.path), { recursive: true });
    appendFileSync(this.path, `${JSON.stringify(record)}\n`);
    this.keep(record);
  }

  private keep(record: CampaignRecord): void {
    this.known.set(keyOf(record), record);
  }
}

function parse(line: string, place: string): CampaignRecord {
  try {
    const value: unknown = JSON.parse(line);
    if (isRecord(value)) return value;
  } catch {
    // Said below.
  }
  throw new BadInput(`${place}: expected a record of the scoreboard; a line that was cut off may be taken out`);
}

function isRecord(value: unknown): value is CampaignRecord {
  if (typeof value !== 'object' || value === null) return false;
  const field = (name: string): unknown => Reflect.get(value, name);
  const isNumeric = (['from', 'seconds', 'seeds', 'events'] as const).every((name) => typeof field(name) === 'number');
  return isNumeric && typeof field('mutant') === 'string' && typeof field('found') === 'boolean' && strategyNames.some((name) => name === field('strategy'));
}

import { type Configurations, layout } from './configurations.ts';
import { noMove } from './moves.ts';
import type { Windows } from './windows.ts';

/** What a search has found so far; `open` when it stopped at its limit. */
export type Outcome = 'legal' | 'illegal' | 'open';

/** A configuration that was given up, because an operation still to come can never be possible again. */
export interface Doom {
  readonly first: number;
  readonly by: number;
  /** Where it came from, and by which move to which state. */
  readonly node: number;
  readonly move: number;
  readonly state: number;
}

/** A search of one partition that can be continued. */
export interface Search {
  readonly windows: Windows;
  readonly visited: Configurations;
  /** What it has cost so far, in configurations. */
  readonly cost: number;
  /** The doomed configuration that came furthest, if any did. */
  readonly doom: Doom | null;
  /** Goes on until it is decided or has cost `limit` configurations in all. */
  advance(limit: number): Outcome;
}

export interface Taken {
  readonly move: number;
  /** The state that it left. */
  readonly state: number;
}

/** The moves that led to `node`. */
export function pathTo(visited: Configurations, node: number): readonly Taken[] {
  const path: Taken[] = [];
  for (let at = node; visited.get(at, layout.move) !== noMove; at = visited.get(at, layout.parent)) {
    path.push({ move: visited.get(at, layout.move), state: visited.get(at, layout.state) });
  }
  return path.reverse();
}

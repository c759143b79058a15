/** What state machines must have in common (paper, section 2), and what sessions promise (section 8). */
import { fingerprint } from '../../sim/core/fingerprint.ts';
import type { Entry, SessionCommand } from '../../protocols/raft/index.ts';
import type { Tracked } from '../property.ts';
import { IndexTable } from './index-table.ts';
import { raftTracked, type RaftLens } from './lens.ts';

/** "As each server's state machine processes the commands of the same log, all compute the same state": compared where the same index was applied last. */
export const sameMachine = (lens: RaftLens, machineOf: (owner: object) => unknown): Tracked =>
  raftTracked(lens, 'equal machines at equal applied index (2)', () => {
    const digests = new IndexTable();
    return ({ node, before, after, owner }) => {
      const { lastApplied } = after;
      if (before?.lastApplied === lastApplied) return true;
      const digest = fingerprint(machineOf(owner));
      const known = digests.get(lastApplied) ?? digest;
      digests.set(lastApplied, known);
      return known === digest || `the machine of node ${node} differs from that of another server, or its own before, after entry ${lastApplied}`;
    };
  });

/**
 * "If it receives a command whose serial number has already been executed, it responds immediately without re-executing the request":
 * the machine has taken as many commands as there are different ones among the entries applied. `takenBy` counts those of a machine.
 *
 * For machines that count: a comparison of two numbers in each step, which also notices a command that is left out and was never answered. Where
 * effects cannot be counted, and for what users were told, there is `exactlyOnce` (properties/replicas), which has to explain each step by its effects.
 */
export const commandsCountOnce = (lens: RaftLens, takenBy: (owner: object) => number): Tracked =>
  raftTracked(lens, 'each command takes effect once (8)', () => {
    const different = new DifferentCommands();
    return ({ node, before, after, owner }) => {
      if (before?.lastApplied === after.lastApplied) return true;
      for (let index = different.index + 1; index <= after.lastApplied && index >= after.log.firstIndex; index++) different.add(index, after.log.at(index));
      const expected = different.upTo(after.lastApplied);
      const taken = takenBy(owner);
      return expected === null || taken === expected || `after entry ${after.lastApplied}, node ${node} has let ${taken} commands take effect; ${expected} different ones were applied`;
    };
  });

class DifferentCommands {
  /** Entries up to here have been counted: each server applies the same ones. */
  index = 0;
  private count = 0;
  /** Newest number of each session: a session has one command at a time. */
  private readonly newest = new Map<number, number>();
  private readonly counts = new IndexTable();

  add(index: number, entry: Entry): void {
    this.index = index;
    const numbered = entry.kind === 'command' ? numberOf(entry.command) : null;
    if (numbered !== null && numbered.number > (this.newest.get(numbered.session) ?? 0)) {
      this.newest.set(numbered.session, numbered.number);
      this.count++;
    }
    this.counts.set(index, this.count);
  }

  upTo(index: number): number | null {
    return index === 0 ? 0 : this.counts.get(index);
  }
}

type Numbered = Extract<SessionCommand, { kind: 'command' }>;

const numberOf = (command: unknown): Numbered | null => (isNumbered(command) ? command : null);

const isNumbered = (command: unknown): command is Numbered => typeof command === 'object' && command !== null && 'session' in command && 'number' in command;

/**
 * What one run has shown of the nodes: a set of transitions. A transition is a hash of what came to a server, its words and flags before and after, and
 * the kinds of what it sent, wrote and set. Contents, and who it was, are in none of it: there are some hundreds in a scenario, however many the runs.
 */
import { fold, mix, ofLabel } from '../../sim/core/fingerprint.ts';
import type { Watcher } from '../../sim/hosts/simulation.ts';
import type { Observed } from '../../sim/world/recorder.ts';
import { Abstraction, isWord } from './abstraction.ts';

export class Transitions implements Watcher {
  readonly property = 'transitions';
  /** 32-bit hashes. */
  readonly seen = new Set<number>();
  private readonly abstractions: Abstraction[] = [];

  observe({ node, role, event, before, after, effects }: Observed): null {
    if (role !== 'server') return null;
    const abstraction = (this.abstractions[node] ??= new Abstraction(after));
    const from = before === null ? 0 : abstraction.digest(before);
    // In what order it asked, and how often, makes no difference.
    let asked = 0;
    for (const effect of new Set(effects.map(gistOf))) asked = (asked + mix(effect)) | 0;
    this.seen.add(fold(fold(gistOf(event), from), fold(abstraction.digest(after), asked)));
    return null;
  }
}

type Effect = Observed['effects'][number];

/** What it is, without contents. */
function gistOf(thing: Observed['event'] | Effect): number {
  const kind = ofLabel(thing.kind);
  if ('message' in thing) return fold(kind, outlineOf(thing.message));
  if ('record' in thing) return fold(kind, outlineOf(thing.record));
  if ('request' in thing) return fold(kind, outlineOf(thing.request));
  return 'timer' in thing ? fold(kind, nameOf(thing.timer)) : kind;
}

/** The kind of a message, a record or a request, its words and flags, and what in it is missing or empty. */
function outlineOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return ofLabel(typeof value);
  let outline = 1;
  for (const [name, field] of Object.entries(value)) if (isTelling(field)) outline = fold(outline, fold(ofLabel(name), tokenOf(field)));
  return outline;
}

const isTelling = (field: unknown): boolean => typeof field === 'boolean' || field === null || Array.isArray(field) || (typeof field === 'string' && isWord(field));

function tokenOf(field: unknown): number {
  if (typeof field === 'string') return ofLabel(field);
  if (Array.isArray(field)) return field.length === 0 ? 1 : 2;
  return field === null ? 3 : field === true ? 4 : 5;
}

/** Timers may be numbered. */
const nameOf = (timer: string): number => ofLabel(timer.replace(/\d+/g, ''));

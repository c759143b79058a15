/**
 * Do capsules outlive edits of the sources? Failures of planted bugs are kept as capsules; then, in a copy of this repository, protocols are edited as
 * programmers edit them, one edit at a time, and built, and the copy plays the capsules again, with the bugs in it.
 *
 * An edit counts for a capsule only where the correct code, edited, still passes what the capsule holds: this is looked at where the failure is not there as it was.
 *
 *     npm run edits                      every sixth bug; some twenty minutes
 *     npm run edits -- --every 40        fewer bugs
 *     npm run edits -- --capsules kept   capsules that stay, and are taken as they are the next time
 *     npm run edits -- --from 7          without the first seven edits
 *     npm run edits -- --only timer    edits with this in their names
 *     npm run edits -- --unchecked       types are not checked: faster
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { keepBugs, type BugKept } from './edits/bugs-kept.ts';
import type { SourceEdit } from './edits/edit.ts';
import { EditedCopy, repository } from './edits/edited-copy.ts';
import { raftEdits } from './edits/raft-edits.ts';
import { serviceEdits } from './edits/service-edits.ts';

/** What became of one capsule. */
interface Played {
  readonly path: string;
  readonly verdict: string;
  readonly recorded: string | null;
  readonly signature: string | null;
  readonly drift: readonly { readonly what: string; readonly instead: string | null }[];
}

const { values } = parseArgs({ options: { every: { type: 'string', default: '6' }, capsules: { type: 'string' }, from: { type: 'string', default: '0' }, only: { type: 'string', default: '' }, unchecked: { type: 'boolean', default: false } } });
const work = mkdtempSync(join(tmpdir(), 'faultline-capsules-'));
const folder = values.capsules ?? work;
const copy = new EditedCopy(repository());
const kept = await keepBugs(folder, Number(values.every));
console.log(`${kept.length} capsules: ${kept.map(({ mutant, scenario }) => `${mutant} in ${scenario}`).join(', ')}`);
const sums = { tried: 0, survived: 0, byItself: 0, named: 0, nearby: 0 };
try {
  const edits = [...raftEdits, ...serviceEdits].slice(Number(values.from)).filter(({ name }) => name.includes(values.only));
  for (const [i, edit] of edits.entries()) measure(edit, join(work, String(i)));
} finally {
  copy.remove();
  rmSync(work, { recursive: true, force: true });
}
const share = (part: number, all: number): string => `${part} of ${all} (${((100 * part) / Math.max(1, all)).toFixed(1)} %)`;
console.log(`all edits: ${share(sums.survived, sums.tried)} still fail, ${share(sums.byItself, sums.tried)} without looking nearby; of those found nearby, replay says what has drifted in ${share(sums.named, sums.nearby)}`);

function measure(edit: SourceEdit, place: string): void {
  const touched = kept.filter(({ scenario }) => edit.reaches.some((prefix) => scenario.startsWith(prefix)));
  if (touched.length === 0) return;
  copy.apply(edit, !values.unchecked);
  const played = playedBy(touched, 'planted', join(place, 'all'));
  const open = played.filter((each) => !isAlive(each) || each.drift.length > 0).map(({ path }) => fileOf(path));
  const legal = open.length === 0 ? [] : playedBy(touched.filter(({ file }) => open.includes(file)), 'mended', join(place, 'open')).filter(({ signature }) => signature === null).map(({ path }) => fileOf(path));
  copy.revert();
  const bugs = played.filter(({ path }) => !open.includes(fileOf(path)) || legal.includes(fileOf(path)));
  const alive = bugs.filter(isAlive);
  const nearby = alive.filter(({ drift }) => drift.length > 0);
  const lost = bugs.filter((each) => !isAlive(each)).map(({ path, verdict, signature }) => `${fileOf(path)} ${verdict}${signature === null ? '' : ` (${signature})`}`);
  sums.tried += bugs.length;
  sums.survived += alive.length;
  sums.byItself += alive.length - nearby.length;
  sums.nearby += nearby.length;
  sums.named += nearby.filter(({ drift }) => drift.every(({ what }) => what !== '')).length;
  const judged = bugs.length === touched.length ? '' : `; ${touched.length - bugs.length} not counted: the correct code, edited, does not pass them`;
  console.log(`${edit.reaches[0] ?? ''} ${edit.name}: ${alive.length} of ${bugs.length}${nearby.length === 0 ? '' : `, ${nearby.length} of them nearby`}${judged}`);
  for (const line of [...lost, ...nearby.slice(0, 2).map(({ path, drift }) => `${fileOf(path)}: ${drift.map(({ what, instead }) => `${what} -> ${instead}`).join('; ')}`)]) console.log(`    ${line}`);
}

function isAlive({ verdict, signature, recorded }: Played): boolean {
  return (verdict === 'still fails' || verdict === 'identical') && signature === recorded;
}

function playedBy(touched: readonly BugKept[], bugs: 'planted' | 'mended', here: string): readonly Played[] {
  mkdirSync(here, { recursive: true });
  for (const { file } of touched) cpSync(join(folder, 'bugs', file), join(here, file));
  const played: readonly Played[] = JSON.parse(copy.replay(here, bugs));
  return played;
}

function fileOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/**
 * Campaigns in a folder that all machines see. A range is in hand while its lease is touched; a result appears under the range's name whole or not at
 * all, and the first one stays. Leases only save work: where two workers take the same range for theirs, one result is refused.
 */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '../bad-input.ts';
import { leaseMilliseconds, mostTries, type Claim, type Fleet, type FleetCampaign, type FleetStats } from './coordinator.ts';
import { idPattern, isSame, rangesOf, readManifest, type FleetRange, type Manifest } from './manifest.ts';
import { readRecord, type RangeRecord } from './range-record.ts';
import { Untrusted } from '../untrusted.ts';

const hasCode = (error: unknown, ...codes: readonly string[]): boolean => error instanceof Error && 'code' in error && codes.includes(String(error.code));

const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** True: it is there now, whole. False: there was one of this name. */
function place(path: string, content: string | Uint8Array): boolean {
  const draft = `${path}.${randomUUID()}.draft`;
  try {
    writeFileSync(draft, content);
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

export class FolderFleet implements Fleet {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async start(manifest: Manifest): Promise<void> {
    const folder = join(this.folder, manifest.id);
    for (const name of ['leases', 'results', 'failed', 'corpus']) mkdirSync(join(folder, name), { recursive: true });
    const text = JSON.stringify(manifest);
    if (!place(join(folder, 'manifest.json'), text) && !isSame(readManifestIn(folder), manifest)) throw new BadInput(`${this.folder}: there is another campaign '${manifest.id}' already`);
  }

  async open(id: string): Promise<FleetCampaign> {
    const folder = join(this.folder, id);
    if (!idPattern.test(id) || !existsSync(join(folder, 'manifest.json'))) throw new BadInput(`${this.folder}: there is no campaign '${id}'`);
    return new FolderCampaign(folder, readManifestIn(folder));
  }

  list(): Promise<readonly Manifest[]> {
    const folders = namesIn(this.folder).map((id) => join(this.folder, id)).filter((folder) => existsSync(join(folder, 'manifest.json')));
    return Promise.resolve(folders.map(readManifestIn));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function readManifestIn(folder: string): Manifest {
  const path = join(folder, 'manifest.json');
  return readManifest(JSON.parse(readFileSync(path, 'utf8')), path);
}

class FolderCampaign implements FleetCampaign {
  readonly manifest: Manifest;
  private readonly folder: string;
  private readonly ranges: readonly FleetRange[];
  private readonly heart: string;
  private readonly over = new Set<string>();
  private readonly seen = new Set<string>();
  private cursor = 0;

  constructor(folder: string, manifest: Manifest) {
    this.folder = folder;
    this.manifest = manifest;
    this.ranges = rangesOf(manifest);
    this.heart = join(folder, `.clock-${randomUUID()}`);
  }

  claim(worker: string): Promise<Claim | null> {
    // One pass over what is left: what it meets in other hands may be free in the next one.
    const now = this.now();
    for (let looked = 0; looked < this.ranges.length; looked++) {
      const range = this.ranges[this.cursor];
      this.cursor = (this.cursor + 1) % this.ranges.length;
      if (range === undefined || this.over.has(range.id)) continue;
      const claim = this.take(range, worker, now);
      if (claim !== null) return Promise.resolve(claim);
    }
    return Promise.resolve(null);
  }

  renew({ range, token }: Claim): Promise<boolean> {
    const path = this.pathOf('leases', range.id);
    const isMine = tokenIn(path) === token;
    if (isMine) touch(path);
    return Promise.resolve(isMine);
  }

  complete({ range, token }: Claim, record: RangeRecord): Promise<boolean> {
    const lease = this.pathOf('leases', range.id);
    if (tokenIn(lease) !== token) return Promise.resolve(false);
    const isFirst = place(this.pathOf('results', `${range.id}.json`), JSON.stringify(record));
    this.over.add(range.id);
    rmSync(lease, { force: true });
    return Promise.resolve(isFirst);
  }

  fail({ range, token }: Claim, reason: string): Promise<void> {
    const lease = this.pathOf('leases', range.id);
    if (tokenIn(lease) !== token) return Promise.resolve();
    this.note(range.id, reason);
    rmSync(lease, { force: true });
    return Promise.resolve();
  }

  stats(): Promise<FleetStats> {
    const done = new Set(namesIn(this.pathOf('results')).filter((name) => name.endsWith('.json')));
    const now = this.now();
    const active = namesIn(this.pathOf('leases')).filter((id) => !id.includes('.') && now - mtimeOf(this.pathOf('leases', id)) < leaseMilliseconds).length;
    return Promise.resolve({ total: this.ranges.length, done: done.size, active, failed: this.givenUp().length });
  }

  results(): Promise<readonly RangeRecord[]> {
    return Promise.resolve(this.ranges.flatMap((range) => this.readResult(range) ?? []));
  }

  failures(): ReturnType<FleetCampaign['failures']> {
    const found = this.givenUp().map((id) => {
      const [first = ''] = namesIn(this.pathOf('failed', id));
      return { id, reason: first === '' ? '' : readFileSync(this.pathOf('failed', id, first), 'utf8').slice(0, 10_000) };
    });
    return Promise.resolve(found);
  }

  share(capsule: Uint8Array): Promise<void> {
    const name = `${createHash('sha256').update(capsule).digest('hex').slice(0, 32)}.capsule`;
    this.seen.add(name);
    place(this.pathOf('corpus', name), capsule);
    return Promise.resolve();
  }

  shared(): Promise<readonly Uint8Array[]> {
    const fresh = namesIn(this.pathOf('corpus')).filter((name) => name.endsWith('.capsule') && !this.seen.has(name));
    for (const name of fresh) this.seen.add(name);
    return Promise.resolve(fresh.map((name) => readFileSync(this.pathOf('corpus', name))));
  }

  close(): Promise<void> {
    rmSync(this.heart, { force: true });
    return Promise.resolve();
  }

  private pathOf(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  /** By the clock of whoever keeps the folder: those of the machines may differ. */
  private now(): number {
    writeFileSync(this.heart, 'x');
    return mtimeOf(this.heart);
  }

  private take(range: FleetRange, worker: string, now: number): Claim | null {
    const lease = this.pathOf('leases', range.id);
    if (this.isOver(range.id)) return null;
    if (existsSync(lease) && !this.evict(range.id, lease, now)) return null;
    const token = randomUUID();
    if (!place(lease, JSON.stringify({ token, worker }))) return null;
    // Another worker may have brought the result between the two looks.
    if (!this.isOver(range.id)) return { range, token };
    rmSync(lease, { force: true });
    return null;
  }

  private isOver(id: string): boolean {
    if (!existsSync(this.pathOf('results', `${id}.json`)) && namesIn(this.pathOf('failed', id)).length < mostTries) return false;
    this.over.add(id);
    return true;
  }

  /** Takes a lease away that nobody touches any more. False: somebody does. */
  private evict(id: string, lease: string, now: number): boolean {
    const token = tokenIn(lease);
    if (now - mtimeOf(lease) < leaseMilliseconds) return false;
    const aside = `${lease}.${randomUUID()}.stale`;
    try {
      renameSync(lease, aside);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return true;
      throw error;
    }
    const isStale = tokenIn(aside) === token;
    // Another worker was quicker, and this is its fresh lease.
    if (isStale) this.note(id, 'its worker was lost');
    else if (!existsSync(lease)) renameSync(aside, lease);
    rmSync(aside, { force: true });
    return isStale;
  }

  private note(id: string, reason: string): void {
    mkdirSync(this.pathOf('failed', id), { recursive: true });
    writeFileSync(this.pathOf('failed', id, randomUUID()), reason);
  }

  private givenUp(): readonly string[] {
    return namesIn(this.pathOf('failed')).filter((id) => namesIn(this.pathOf('failed', id)).length >= mostTries && !existsSync(this.pathOf('results', `${id}.json`)));
  }

  private readResult(range: FleetRange): RangeRecord | null {
    const path = this.pathOf('results', `${range.id}.json`);
    if (!existsSync(path)) return null;
    try {
      return readRecord(JSON.parse(readFileSync(path, 'utf8')), range);
    } catch (error) {
      if (error instanceof BadInput || error instanceof SyntaxError) return null;
      throw error;
    }
  }
}

function tokenIn(lease: string): string | null {
  try {
    return Untrusted.parse(readFileSync(lease, 'utf8'), lease).field('token').text(100);
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof BadInput) return null;
    throw error;
  }
}

/** A file that is gone is as old as can be. */
const mtimeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Not with a time of ours: whoever keeps the file says what time it is. */
function touch(path: string): void {
  try {
    // Over itself: a lease that has been taken away does not come back.
    writeFileSync(path, readFileSync(path), { flag: 'r+' });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** "Persistent state on all servers (updated on stable storage before responding to RPCs)" (paper, Figure 2). */
import type { NodeId } from '../../sim/core/protocol.ts';
import type { RaftMessage, RaftRecord } from '../../protocols/raft/index.ts';
import type { Tracked } from '../property.ts';
import { imageOf, isSameImage, rewritten, withRecord, type DiskImage } from './disk-image.ts';
import { raftTracked, type RaftLens, type RaftStep, type SentMessage } from './lens.ts';

type Effect = RaftStep['effects'][number];

/** The disk after one more effect; null where it has failed and lacks something. */
function afterEffect(lens: RaftLens, image: DiskImage | null, effect: Effect, { before, after }: RaftStep): DiskImage | null {
  if (effect.kind === 'rewrite') return rewritten(effect.records.flatMap((record) => lens.recordOf(record) ?? []), after);
  if (effect.kind !== 'write' || image === null) return image;
  const record = lens.recordOf(effect.record);
  return record === null ? image : withRecord(image, record, before, after);
}

/** What a server that serves remembers is what it has written: memory and disk say the same. */
export const writtenIsRemembered = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'what a server relies on, it has written (Figure 2)', () => {
    const disks = new Map<NodeId, DiskImage | null>();
    return (step) => {
      const { node, after, effects } = step;
      const image = effects.reduce((disk, effect) => afterEffect(lens, disk, effect, step), imageBefore(disks, step));
      disks.set(node, image);
      if (after.storage !== 'serving') return true;
      if (image === null) return `node ${node} serves, though its disk lacks what failed to be stored`;
      const memory = imageOf(after);
      return isSameImage(image, memory) || `node ${node} has ${describe(memory)}; its disk was told ${describe(image)}`;
    };
  });

/** At a start, the disk says what the server recovers: whether that is right is another question (`recoversWritten`). */
function imageBefore(disks: ReadonlyMap<NodeId, DiskImage | null>, { node, event, after }: RaftStep): DiskImage | null {
  if (event.kind === 'start') return imageOf(after);
  // Something that was on its way is not there. Only a rewrite makes up for it.
  return event.kind === 'storageFailed' ? null : (disks.get(node) ?? null);
}

function describe({ currentTerm, votedFor, snapshotIndex, lastIndex, logHash }: DiskImage): string {
  return `term ${currentTerm}, vote ${votedFor ?? 'none'}, entries ${snapshotIndex + 1} to ${lastIndex} (${Number.isNaN(logHash) ? 'not its log' : logHash})`;
}

/** As much of a disk as promises speak of: what its entries say is not looked at again. */
type Outline = Pick<DiskImage, 'currentTerm' | 'votedFor' | 'lastIndex'>;

/** Promises wait for the disk, and come after the writes that they speak of. */
export const promisesWait = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'nothing is promised before it is written (Figure 2)', () => {
    const disks = new Map<NodeId, Outline>();
    return (step) => {
      const { node, event, effects, sent } = step;
      let outline = event.kind === 'storageFailed' ? null : event.kind === 'start' ? outlineOf(step) : (disks.get(node) ?? null);
      let next = 0;
      for (const effect of effects) {
        outline = outlined(lens, outline, effect);
        const said = effect.kind === 'send' && effect.message === sent[next]?.message ? sent[next++] : undefined;
        const wrong = said === undefined ? null : objection(outline, node, said);
        if (wrong !== null) return `node ${node} sends ${said?.message.kind ?? 'a message'} ${wrong}`;
      }
      if (outline === null) disks.delete(node);
      else disks.set(node, outline);
      return true;
    };
  });

const outlineOf = ({ after: { currentTerm, votedFor, log } }: RaftStep): Outline => ({ currentTerm, votedFor, lastIndex: log.lastIndex });

/** The disk after one more effect; null where it has failed and lacks something. */
function outlined(lens: RaftLens, outline: Outline | null, effect: Effect): Outline | null {
  if (effect.kind === 'rewrite') return effect.records.reduce((known: Outline, record) => withOutline(known, lens.recordOf(record)), emptyOutline);
  return effect.kind === 'write' && outline !== null ? withOutline(outline, lens.recordOf(effect.record)) : outline;
}

const emptyOutline: Outline = { currentTerm: 0, votedFor: null, lastIndex: 0 };

function withOutline(outline: Outline, record: RaftRecord | null): Outline {
  switch (record?.kind) {
    case 'term':
      return { ...outline, currentTerm: record.currentTerm, votedFor: record.votedFor };
    case 'entries':
      return { ...outline, lastIndex: record.prevLogIndex + record.entries.length };
    case 'snapshot':
      return { ...outline, lastIndex: record.snapshot.lastIncludedIndex };
    case undefined:
      return outline;
  }
}

/** What is wrong with sending this now; null: nothing. */
function objection(outline: Outline | null, node: NodeId, { to, message, early }: SentMessage): string | null {
  if (!isPromise(message)) return null;
  if (early) return 'without waiting for its disk';
  if (outline === null) return 'though its disk has failed';
  const { currentTerm, votedFor, lastIndex } = outline;
  return isKept(outline, node, to, message) ? null : `which its disk was not told: it has term ${currentTerm}, vote ${votedFor ?? 'none'}, entries up to ${lastIndex}`;
}

/** Does the sender commit itself to something that it must remember? */
function isPromise(message: RaftMessage): boolean {
  switch (message.kind) {
    case 'requestVote':
      return !message.preVote;
    case 'requestVoteReply':
      return message.voteGranted && !message.preVote;
    case 'appendEntriesReply':
      return message.success;
    case 'installSnapshotReply':
      return message.installed;
    default:
      return false;
  }
}

function isKept({ currentTerm, votedFor, lastIndex }: Outline, node: NodeId, to: NodeId, message: RaftMessage): boolean {
  switch (message.kind) {
    case 'requestVote':
      return currentTerm === message.term && votedFor === node;
    case 'requestVoteReply':
      return currentTerm === message.term && votedFor === to;
    case 'appendEntriesReply':
      return currentTerm === message.term && lastIndex >= message.matchIndex;
    case 'installSnapshotReply':
      return currentTerm === message.term && lastIndex >= message.lastIncludedIndex;
    default:
      return true;
  }
}

/**
 * A server starts with what it has once written, at or after the last state that it must have stored: others have heard promises that
 * waited for it. So a vote, an entry or a snapshot that somebody counts on outlives a crash.
 */
export const recoversWritten = (lens: RaftLens): Tracked =>
  raftTracked(lens, 'a server starts with what it has written, and has promised (Figure 2)', () => {
    const histories = new Map<NodeId, DiskHistory>();
    return (step) => {
      const { node, event, after, received } = step;
      if (received !== null) histories.get(received.from)?.hear(received.message);
      const known = histories.get(node);
      if (event.kind === 'start') {
        const wrong = known === undefined || after.storage === 'corrupt' || known.mayGive(imageOf(after));
        histories.set(node, new DiskHistory(imageOf(after)));
        if (!wrong) return `node ${node} starts with ${describe(imageOf(after))}: it has never written that, or has stored and promised more`;
      }
      histories.get(node)?.follow(lens, step);
      return true;
    };
  });

/** The states that a disk may be in: one after each write, from the last one that is known to be stored. */
class DiskHistory {
  private images: DiskImage[];
  /** Number of the first of them. */
  private first = 0;
  /** Too many to remember were on their way: the disk may say something older. */
  private isOpen = false;
  /** The number of the newest image that each promise waited for, and each tagged write. */
  private readonly promises = new WeakMap<RaftMessage, number>();
  private readonly tags = new Map<number, number>();

  constructor(image: DiskImage) {
    this.images = [image];
  }

  mayGive(image: DiskImage): boolean {
    return this.isOpen || this.images.some((known) => isSameImage(known, image));
  }

  /** Somebody has received a message of this server. */
  hear(message: RaftMessage): void {
    const image = this.promises.get(message);
    if (image !== undefined) this.store(image);
  }

  follow(lens: RaftLens, step: RaftStep): void {
    const { event, effects, sent } = step;
    if (event.kind === 'stored') for (const tag of event.tags) this.storeTagged(tag);
    if (event.kind === 'storageFailed') this.tags.clear();
    let next = 0;
    for (const effect of effects) {
      if (effect.kind === 'write' || effect.kind === 'rewrite') this.write(lens, effect, step);
      if (effect.kind !== 'send' || effect.message !== sent[next]?.message) continue;
      const message = sent[next++]?.message;
      if (message !== undefined && isPromise(message)) this.promises.set(message, this.newest);
    }
  }

  private get newest(): number {
    return this.first + this.images.length - 1;
  }

  private write(lens: RaftLens, effect: Extract<Effect, { kind: 'write' | 'rewrite' }>, step: RaftStep): void {
    const image = afterEffect(lens, this.images.at(-1) ?? null, effect, step);
    if (image !== null) this.images.push(image);
    if (effect.tag !== null) this.tags.set(effect.tag, this.newest);
    if (this.images.length <= mostImages) return;
    this.isOpen = true;
    this.store(this.first + mostImages / 2);
  }

  private storeTagged(tag: number): void {
    const image = this.tags.get(tag);
    this.tags.delete(tag);
    if (image !== undefined) this.store(image);
  }

  /** Everything before this image is history. */
  private store(image: number): void {
    if (image <= this.first) return;
    this.images = this.images.slice(image - this.first);
    this.first = image;
    this.isOpen = false;
  }
}

const mostImages = 4_096;

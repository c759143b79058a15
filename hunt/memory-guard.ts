/** Watches the memory of this process, all threads together. */
import { totalmem } from 'node:os';

const megabyte = 1024 * 1024;

/** What the process needs beside its workers, in bytes. */
const rest = 512 * megabyte;

/** What has been freed shows only after a while, in milliseconds. */
const pause = 3_000;

export class MemoryGuard {
  /** Bytes. */
  private readonly most: number;
  private lastSpent = -Infinity;

  /** `megabytes`: what may come on top of what the process has now. Never more than four fifths of what there is. */
  constructor(megabytes: number) {
    this.most = Math.min(process.memoryUsage.rss() + rest + megabytes * megabyte, 0.8 * machineMemory());
  }

  /** Is it more than it may be? `now`: milliseconds. */
  isSpent(now: number): boolean {
    if (now - this.lastSpent < pause || process.memoryUsage.rss() <= this.most) return false;
    this.lastSpent = now;
    return true;
  }
}

/** In bytes: of the machine, or of the container around us where that is less. */
function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

/** A file that is written in pieces: larger ones than what a processor has at hand take longer. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { BadInput, messageOf } from '../bad-input.ts';

const chunk = 1 << 16;

/** Throws `BadInput` where it cannot be written: a full disk is the user's. */
export class Output {
  private readonly file: string;
  private readonly descriptor: number;
  private written = 0;
  private held = '';

  constructor(file: string) {
    this.file = file;
    this.descriptor = writing(file, () => openSync(file, 'w'));
  }

  write(text: string): void {
    this.held += text;
    if (this.held.length >= chunk) this.flush();
  }

  /** In bytes. */
  get length(): number {
    return this.written + Buffer.byteLength(this.held);
  }

  /** What was written outlives a loss of power. */
  sync(): void {
    this.flush();
    writing(this.file, () => fsyncSync(this.descriptor));
  }

  close(): void {
    this.flush();
    closeSync(this.descriptor);
  }

  private flush(): void {
    const bytes = Buffer.from(this.held);
    writing(this.file, () => {
      for (let from = 0; from < bytes.length; ) from += writeSync(this.descriptor, bytes, from);
    });
    this.written += bytes.length;
    this.held = '';
  }
}

function writing<Result>(file: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    throw new BadInput(`${file}: it cannot be written: ${messageOf(error)}`);
  }
}

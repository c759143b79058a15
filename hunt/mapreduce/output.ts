/** A file that is written in large pieces. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { BadInput, messageOf } from '../bad-input.ts';

const chunk = 1 << 20;

/** Throws `BadInput` where it cannot be written: a full disk is the user's. */
export class Output {
  /** In bytes. */
  length = 0;
  private readonly file: string;
  private readonly descriptor: number;
  private held: string[] = [];
  private characters = 0;

  constructor(file: string) {
    this.file = file;
    this.descriptor = writing(file, () => openSync(file, 'w'));
  }

  write(text: string): void {
    this.held.push(text);
    this.characters += text.length;
    this.length += Buffer.byteLength(text);
    if (this.characters >= chunk) this.flush();
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
    const bytes = Buffer.from(this.held.join(''));
    writing(this.file, () => {
      for (let from = 0; from < bytes.length; ) from += writeSync(this.descriptor, bytes, from);
    });
    this.held = [];
    this.characters = 0;
  }
}

function writing<Result>(file: string, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    throw new BadInput(`${file}: it cannot be written: ${messageOf(error)}`);
  }
}

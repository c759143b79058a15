/** Where words go: what people read to the standard output, or to the standard error when that holds JSON. */
import { styleText } from 'node:util';
import { printable } from './printable.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

/** What `styleText` makes of printable text. */
const styled = new RegExp(String.raw`(\x1b\[(?:1|2|3\d)m(?:[^\p{Cc}]|[\n\t])*?\x1b\[(?:22|39)m)`, 'u');

export class Voice {
  readonly isJson: boolean;
  private readonly stream: NodeJS.WriteStream;

  constructor({ json = false }: { readonly json?: boolean }) {
    this.isJson = json;
    this.stream = json ? process.stderr : process.stdout;
  }

  /** For people. Ends the line. */
  say(text = ''): void {
    this.stream.write(`${this.shown(text)}\n`);
  }

  /** For programs: one object on one line, and nothing else ever on the standard output. */
  answer(object: object): void {
    if (this.isJson) process.stdout.write(`${printable(JSON.stringify(object))}\n`);
  }

  /** Coloured where the stream is a terminal and NO_COLOR is not set, or FORCE_COLOR is. */
  style(style: Style, text: string): string {
    return styleText(style, printable(text), { stream: this.stream });
  }

  /** What is styled, is so by us; all else may be the text of others. */
  private shown(text: string): string {
    if (this.style('bold', '') === '') return printable(text);
    return text.split(styled).map((part, i) => (i % 2 === 0 ? printable(part) : part)).join('');
  }
}

/** One line of progress that changes in place on a terminal; elsewhere a line every ten seconds. */
export class Progress {
  private readonly isLive = process.stderr.isTTY;
  private readonly timer: NodeJS.Timeout;
  private readonly describe: (width: number) => string;
  private drawn = false;

  /** `describe` is told how wide the line may be. */
  constructor(describe: (width: number) => string) {
    this.describe = describe;
    this.timer = setInterval(() => this.draw(), this.isLive ? 200 : 10_000);
    this.timer.unref();
  }

  end(): void {
    clearInterval(this.timer);
    this.clear();
  }

  /** Takes the line away, so that something else can be said. */
  clear(): void {
    if (this.drawn) process.stderr.write('\r\u001b[K');
    this.drawn = false;
  }

  private draw(): void {
    if (!this.isLive) {
      process.stderr.write(`${this.describe(Infinity)}\n`);
      return;
    }
    this.drawn = true;
    const { columns } = process.stderr;
    const width = (columns > 20 ? columns : 80) - 1;
    process.stderr.write(`\r\u001b[K${this.describe(width).slice(0, width)}`);
  }
}

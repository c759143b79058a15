import type { Letter } from './hand.ts';

/** All letters ever written: some are under way, the others lie in the graveyard, which may give them back. */
export class Mailbag {
  private underWay: Letter[] = [];
  private readonly graveyard: Letter[] = [];

  post(letters: readonly Letter[]): void {
    this.underWay.push(...letters);
  }

  /** One of the oldest letters under way, chosen by `pick`; undefined where there is none. */
  take(pick: number): Letter | undefined {
    const [letter] = this.underWay.splice(pick % Math.min(3, Math.max(1, this.underWay.length)), 1);
    if (letter !== undefined) this.graveyard.push(letter);
    return letter;
  }

  /** Any letter that was delivered or lost before. */
  replay(pick: number): Letter | undefined {
    return this.graveyard[pick % Math.max(1, this.graveyard.length)];
  }

  /** Everything under way. */
  takeAll(): readonly Letter[] {
    const letters = this.underWay;
    this.underWay = [];
    this.graveyard.push(...letters);
    return letters;
  }

  /** Every letter that was delivered or lost before, oldest first. */
  get buried(): readonly Letter[] {
    return [...this.graveyard];
  }
}

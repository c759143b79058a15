/**
 * What lies on a node: each affliction is laid on by one strike of a fault and lifted by the end of the same strike, so that
 * faults may overlap in any way.
 */

/**
 * - `down`: the process is gone.
 * - `disconnected`: its links are cut.
 * - `paused`: it stands still.
 * - `lag`: what it handles comes later by `amount` microseconds.
 * - `slowDisk`: a sync takes longer by `amount` microseconds.
 * - `hungDisk`: no sync completes.
 * - `fullDisk`: every sync fails for want of space.
 * - `clockRate`: its clocks run at the rate `amount`.
 */
export type ImpairmentKind = 'down' | 'disconnected' | 'paused' | 'lag' | 'slowDisk' | 'hungDisk' | 'fullDisk' | 'clockRate';

/** Marks what one strike of a fault has laid on. */
export type Hold = number;

interface Affliction {
  readonly kind: ImpairmentKind;
  readonly amount: number;
  readonly hold: Hold;
}

const nothing: readonly Affliction[] = [];

export class Impairments {
  /** In the order of the strikes; replaced whole, so that copies can share it. */
  private laid: readonly Affliction[] = nothing;

  lay(kind: ImpairmentKind, amount: number, hold: Hold): void {
    this.laid = [...this.laid, { kind, amount, hold }];
  }

  /** Takes away what this strike has laid on, if it still lies there. */
  lift(kind: ImpairmentKind, hold: Hold): void {
    this.laid = this.laid.filter((affliction) => affliction.kind !== kind || affliction.hold !== hold);
  }

  /** Takes away all of a kind, whoever laid it on. */
  clear(kind: ImpairmentKind): void {
    this.laid = this.laid.filter((affliction) => affliction.kind !== kind);
  }

  clearAll(): void {
    this.laid = nothing;
  }

  has(kind: ImpairmentKind): boolean {
    // Nothing lies on most nodes most of the time.
    return this.laid.length > 0 && this.laid.some((affliction) => affliction.kind === kind);
  }

  /** All amounts of a kind together: slownesses add up. */
  sum(kind: ImpairmentKind): number {
    return this.laid.reduce((sum, affliction) => (affliction.kind === kind ? sum + affliction.amount : sum), 0);
  }

  /** Amount of the latest of a kind that still lies there; null where none does. */
  latest(kind: ImpairmentKind): number | null {
    return this.laid.findLast((affliction) => affliction.kind === kind)?.amount ?? null;
  }

  copy(): Impairments {
    const twin = new Impairments();
    twin.laid = this.laid;
    return twin;
  }
}

/** What a page about an illegal history shows: plain data, bounded in size whatever the size of the history. */

/** An operation that is drawn. `call` and `return` are positions on the line of time of the history; null: it was never answered. */
export interface PictureOperation {
  readonly client: number;
  readonly call: number;
  readonly return: number | null;
  readonly text: string;
  /** `blocked`: it cannot be placed; `minimal`: with it, the operation shows that the history is illegal. */
  readonly role: 'blocked' | 'minimal' | 'other';
}

/** A legal order, as far as it comes. Operations by their place in `Picture.operations`. */
export interface PicturePrefix {
  /** Operations before these: they are not drawn. */
  readonly before: number;
  readonly placed: readonly { readonly operation: number; readonly state: string }[];
  /** The states in which the object can be at the end of it. */
  readonly states: readonly string[];
  /** The operation that must come next and cannot. */
  readonly stuck: number | null;
}

/** Something that went wrong from one position to another; null: to the end. */
export interface PictureFault {
  readonly text: string;
  readonly from: number;
  readonly to: number | null;
}

/** Operations of the same key that are not drawn, between two that are: called at or after this position. */
export interface PictureGap {
  readonly from: number;
  readonly operations: number;
}

/** All that a page shows. */
export interface Picture {
  /** What was checked: a file, a scenario and its seed. */
  readonly title: string;
  readonly model: string;
  readonly key: string;
  /** What there was to check, and the work that it took. */
  readonly counts: string;
  readonly sentence: string;
  /** The whole explanation as plain text. */
  readonly text: string;
  /** What a position is: "position" in a file, "step" of a run. */
  readonly unit: string;
  readonly operations: readonly PictureOperation[];
  /** The longest first. */
  readonly prefixes: readonly PicturePrefix[];
  /** The orders leave out others that returned before: they are of the operations that show what is wrong, taken alone. */
  readonly isAlone: boolean;
  readonly gaps: readonly PictureGap[];
  readonly leftOut: { readonly ofKey: number; readonly ofOtherKeys: number; readonly faults: number };
  readonly faults: readonly PictureFault[];
}

/** An edit of a protocol's source that changes nothing of what the protocol does. */
export interface SourceEdit {
  /** What a commit message would call it. */
  readonly name: string;
  /** Which capsules run the code that is edited: what the names of their scenarios begin with. */
  readonly reaches: readonly string[];
  readonly changes: readonly Change[];
}

/** A place in one file, or a name wherever it stands in the rooms that know protocols. */
export type Change =
  | { readonly kind: 'text'; readonly file: string; readonly from: string; readonly to: string }
  | { readonly kind: 'name'; readonly from: RegExp; readonly to: string };

/** This text, which stands once in the file, is replaced. */
export const text = (file: string, from: string, to: string): Change => ({ kind: 'text', file, from, to });

/** This word is renamed everywhere, in strings too. */
export const word = (from: string, to: string): Change => ({ kind: 'name', from: new RegExp(`\\b${from}\\b`, 'g'), to });

/** This string literal is renamed everywhere. */
export const literal = (from: string, to: string): Change => ({ kind: 'name', from: new RegExp(`'${from}'`, 'g'), to: `'${to}'` });

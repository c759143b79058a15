import type { RaftRules } from '../rules.ts';

/**
 * The name of a group of tests about one rule, with the sentence that it carries out. `docs/raft.md` and its test find the tests of
 * a rule by the calls of this function.
 */
export const rule = (name: keyof RaftRules, sentence: string): string => `${name}: ${sentence}`;

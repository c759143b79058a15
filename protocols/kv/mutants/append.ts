/** Deliberate bugs of the edition with Put, Append and Get. */
import type { Mutant } from '../../../sim/core/index.ts';
import type { AppendClerkRules } from '../append-clerk.ts';
import type { AppendRules } from '../append-service.ts';
import { valueOf } from '../texts.ts';

const comparesForEquality: Mutant<AppendRules> = {
  id: 'KV-03',
  title: 'Only a copy of the newest change is recognised: an older one is executed again.',
  protocol: 'appendServer',
  hardness: 'medium',
  source: 'exactly once: anything up to the last executed number is a copy',
  replaces: { ageOf: (last, request) => (request === last?.request ? 'repeated' : 'new') },
};

const forgetsSession: Mutant<AppendRules> = {
  id: 'KV-06',
  title: 'A get frees the whole entry of its session, with the number of the last change.',
  protocol: 'appendServer',
  hardness: 'medium',
  source: 'TigerBeetle commit 1955acc45: an evicted session let an old request in again',
  replaces: { afterGet: (sessions, { session }) => sessions.delete(session) },
};

const neverFrees: Mutant<AppendRules> = {
  id: 'KV-18',
  title: 'Answers that were seen are never freed, so replaced texts stay for ever.',
  protocol: 'appendServer',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 2: the server must free memory quickly',
  replaces: { release: (texts) => texts },
};

const recallsFromPresentText: Mutant<AppendRules> = {
  id: 'KV-24',
  title: 'The answer to a repeated append is cut from the present value, which a put may have replaced.',
  protocol: 'appendServer',
  hardness: 'hard',
  source: 'a natural way to save memory for TestMemAppend2 (labs 1.2)',
  replaces: { recall: (texts, key, { length }) => valueOf(texts, key).slice(0, length) },
};

const numbersEachSending: Mutant<AppendClerkRules> = {
  id: 'KV-05',
  title: 'A request gets a new number each time it is sent.',
  protocol: 'appendClerk',
  hardness: 'easy',
  source: 'MIT 6.5840 lab 2 (2024): a request keeps its id when it is sent again',
  replaces: { again: (call) => ({ ...call, number: call.number + 1, attempt: call.attempt + 1 }) },
};

const namesSessionAfterNode: Mutant<AppendClerkRules> = {
  id: 'KV-25',
  title: 'The session is named after the node: a restarted clerk uses the numbers of its earlier life again.',
  protocol: 'appendClerk',
  hardness: 'medium',
  source: 'MIT 6.5840 lab 2: client and request ids are chosen by the student',
  replaces: { drawSession: (_choose, self) => self },
};

export const appendMutants = [
  comparesForEquality,
  forgetsSession,
  neverFrees,
  recallsFromPresentText,
  numbersEachSending,
  namesSessionAfterNode,
] as const;

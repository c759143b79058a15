/** Deliberate bugs of the controller that is a library: posting, moving, and what is left half done. */
import type { Mutant } from '../../../sim/core/index.ts';
import { beginning, libraryRules } from '../library.ts';
import type { LibraryRules } from '../library.ts';

type LibraryMutant = Mutant<LibraryRules>;

const protocol = 'controllerLibrary';

const movesUnposted: LibraryMutant = {
  id: 'SHARD-60',
  title: 'A controller whose configuration was not posted, since another one was, moves shards all the same.',
  protocol,
  hardness: 'medium',
  source: 'Kafka KAFKA-6880: a controller of the past must be fenced; MIT 6.5840 lab 5C',
  scheduleSize: 4,
  replaces: { judgePosting: (error) => (error === 'ErrMaybe' ? 'unknown' : 'posted') },
};

const takesMaybeForYes: LibraryMutant = {
  id: 'SHARD-61',
  title: 'A controller that cannot know whether its configuration was posted takes it for posted.',
  protocol,
  hardness: 'hard',
  source: 'MIT 6.5840 lab 2: ErrMaybe is no success',
  scheduleSize: 7,
  replaces: { judgePosting: (error) => (error === 'OK' || error === 'ErrMaybe' ? 'posted' : 'superseded') },
};

const leavesHalfDone: LibraryMutant = {
  id: 'SHARD-62',
  title: 'A controller that starts does not look for a change that was left half done.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.5840 lab 5B',
  scheduleSize: 4,
  replaces: { isUnderWay: () => false },
};

const deletesFirst: LibraryMutant = {
  id: 'SHARD-63',
  title: 'A shard is deleted where it was before it is installed where it goes: between the two, the controller alone has it.',
  protocol,
  hardness: 'medium',
  source: 'TiKV #7027: destroying and creating again are not one step',
  scheduleSize: 5,
  replaces: {
    afterOrder(moving, result) {
      const { moves, stage, content, traffic } = moving;
      if (result.kind === 'stale' || result.kind === 'refused') return null;
      if (stage === 'freeze' && result.kind === 'frozen') return { moves, stage: 'delete', content: result.content, traffic: result.traffic };
      if (stage === 'delete') return { moves, stage: 'install', content, traffic };
      return { moves: moves.slice(1), ...beginning(moves.slice(1)) };
    },
  },
};

const deletesNothing: LibraryMutant = {
  id: 'SHARD-64',
  title: 'A shard is not deleted where it was.',
  protocol,
  hardness: 'easy',
  source: 'MIT 6.824 lab 4, challenge 1; MIT 6.5840 lab 5A',
  scheduleSize: 2,
  replaces: {
    afterOrder(moving, result) {
      const after = libraryRules.afterOrder(moving, result);
      return after?.stage === 'delete' ? { moves: moving.moves.slice(1), ...beginning(moving.moves.slice(1)) } : after;
    },
  },
};

const goesBackInTime: LibraryMutant = {
  id: 'SHARD-65',
  title: 'A controller posts what it has made of a configuration that is not the current one any more.',
  protocol,
  hardness: 'easy',
  source: 'MIT 6.5840 lab 5C: the number of a new configuration is the next one',
  scheduleSize: 4,
  replaces: { follows: () => true, areConsistent: () => true },
};

const installsNothing: LibraryMutant = {
  id: 'SHARD-66',
  title: 'A shard that a second controller finds frozen is taken for empty.',
  protocol,
  hardness: 'medium',
  source: 'MIT 6.5840 lab 5B: whoever finishes a change does what the first would have done',
  scheduleSize: 5,
  replaces: {
    afterOrder(moving, result) {
      const after = libraryRules.afterOrder(moving, result);
      return after?.stage === 'install' && !moving.isOwn ? { ...after, content: null, traffic: 0 } : after;
    },
  },
};

export const libraryMutants = [movesUnposted, takesMaybeForYes, leavesHalfDone, deletesFirst, deletesNothing, goesBackInTime, installsNothing] as const;

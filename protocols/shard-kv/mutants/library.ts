/** Deliberate bugs of the controller that is a library. */
import type { Mutant } from '../../../sim/core/index.ts';
import { beginning, libraryRules } from '../library.ts';
import type { LibraryRules } from '../library.ts';

type LibraryMutant = Mutant<LibraryRules>;

const protocol = 'controllerLibrary';

const goesOnWhenRefused: LibraryMutant = {
  id: 'SHARD-11',
  title: 'A controller moves shards by its own configuration though another one was posted for that number.',
  protocol,
  hardness: 'medium',
  source: '6.5840 lab 5, part C: one controller may post the next configuration of a number',
  scheduleSize: 3,
  replaces: { judgePosting: () => 'posted' },
};

const finishesNothing: LibraryMutant = {
  id: 'SHARD-12',
  title: 'A controller that begins does not finish the change that another one has left half done.',
  protocol,
  hardness: 'easy',
  source: '6.5840 lab 5, part B',
  scheduleSize: 2,
  replaces: { helps: () => false },
};

const deletesNothing: LibraryMutant = {
  id: 'SHARD-38',
  title: 'A shard is frozen and installed, and never deleted where it was.',
  protocol,
  hardness: 'easy',
  source: '6.5840 lab 5: freeze, install, delete',
  scheduleSize: 2,
  replaces: {
    afterOrder(moving, result) {
      const next = libraryRules.afterOrder(moving, result);
      const others = moving.moves.slice(1);
      return next?.stage === 'delete' ? { moves: others, ...beginning(others) } : next;
    },
  },
};

const announcesOnly: LibraryMutant = {
  id: 'SHARD-39',
  title: 'A change is over when it is announced: its shards stay where they are.',
  protocol,
  hardness: 'easy',
  source: '6.5840 lab 5: ChangeConfigTo returns when the shards have moved',
  scheduleSize: 1,
  replaces: { judgePosting: () => 'superseded' },
};

/** The deliberate bugs of the controller's library. */
export const libraryMutants: readonly Mutant[] = [goesOnWhenRefused, finishesNothing, deletesNothing, announcesOnly];

/** Deliberate bugs of transactions over several shards. */
import type { Mutant } from '../../../sim/core/index.ts';
import { coordinatorRules } from '../coordinator.ts';
import type { CoordinatorRules } from '../coordinator.ts';
import { participantRules } from '../participant.ts';
import type { TransactionalRules } from '../participant-service.ts';

type ParticipantMutant = Mutant<TransactionalRules>;
type CoordinatorMutant = Mutant<CoordinatorRules>;

const source = 'Lampson and Sturgis, Gray: two-phase commit, strict two-phase locking';
const [participant, coordinator] = ['shardGroupServer', 'transactionClerk'] as const;

const locksNothing: ParticipantMutant = {
  id: 'SHARD-90',
  title: 'A key that a transaction has is given to another one.',
  protocol: participant,
  hardness: 'easy',
  source,
  scheduleSize: 3,
  replaces: { mayLock: () => true },
};

const readsLocked: ParticipantMutant = {
  id: 'SHARD-91',
  title: 'Whoever comes for one key alone does not wait for the transaction that has it.',
  protocol: participant,
  hardness: 'medium',
  source,
  scheduleSize: 4,
  replaces: { isLocked: () => false },
};

const decidesAgain: ParticipantMutant = {
  id: 'SHARD-92',
  title: 'An outcome that stands is decided once more, and otherwise: some keys are written, and some are not.',
  protocol: participant,
  hardness: 'hard',
  source,
  scheduleSize: 3,
  replaces: { standing: () => null },
};

const writesObserved: ParticipantMutant = {
  id: 'SHARD-93',
  title: 'A transaction whose comparisons fail writes all the same.',
  protocol: participant,
  hardness: 'easy',
  source: 'etcd, KV.Txn: all comparisons must hold',
  scheduleSize: 2,
  replaces: { written: ({ write }, outcome) => (outcome === 'aborted' ? null : write) },
};

const asksNobody: ParticipantMutant = {
  id: 'SHARD-94',
  title: 'A key whose coordinator is gone asks nobody how its transaction ended: it stays locked.',
  protocol: participant,
  hardness: 'medium',
  source: 'two-phase commit blocks where the coordinator fails, unless somebody asks',
  scheduleSize: 3,
  replaces: { mayAsk: () => false },
};

const believesItself: CoordinatorMutant = {
  id: 'SHARD-96',
  title: 'A coordinator tells the keys what it wanted, and not what was decided.',
  protocol: coordinator,
  hardness: 'hard',
  source,
  scheduleSize: 3,
  replaces: { decided: (wanted) => wanted },
};

const comparesNothing: CoordinatorMutant = {
  id: 'SHARD-97',
  title: 'A transaction writes without looking at what it compares.',
  protocol: coordinator,
  hardness: 'easy',
  source: 'etcd, KV.Txn: all comparisons must hold',
  scheduleSize: 2,
  replaces: { outcomeFor: () => 'applied' },
};

const sharesItsName: CoordinatorMutant = {
  id: 'SHARD-98',
  title: 'All coordinators have one name: each takes the transactions of others for its own.',
  protocol: coordinator,
  hardness: 'easy',
  source: 'transactions are told apart by their names',
  scheduleSize: 3,
  replaces: { drawCoordinator: () => coordinatorRules.drawCoordinator(() => 1) },
};

const readsUnlocked: ParticipantMutant = {
  id: 'SHARD-99',
  title: 'A transaction is given keys that it only reads while others have them.',
  protocol: participant,
  hardness: 'medium',
  source,
  scheduleSize: 3,
  replaces: { mayLock: (holder, part) => part.write === null || participantRules.mayLock(holder, part) },
};

/** The deliberate bugs of transactions. */
export const shardTransactionsMutants: readonly Mutant[] = [
  locksNothing,
  readsLocked,
  decidesAgain,
  writesObserved,
  asksNobody,
  believesItself,
  comparesNothing,
  sharesItsName,
  readsUnlocked,
];

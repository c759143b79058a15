/**
 * A protocol of its own: an office that gives each ticket number once, and reserves numbers on its disk ten at a time. Its planted
 * bug: the answer that opens a block leaves before the reservation is stored, so a crash gives the number away again.
 */
import { milliseconds, Turn, type Milestone, type NodeId, type Protocol, type Vocabulary } from 'faultline';
import { across, always, fc, networkFamilies, operations, processFaults, reaches, scenario, swarm, times, tracked } from 'faultline/scenarios';

interface Office extends Vocabulary {
  readonly state: { readonly next: number; readonly reserved: number };
  readonly message: { readonly ask: number; readonly ticket: number | null };
  readonly record: number;
}
interface Visitor extends Vocabulary {
  readonly state: { readonly office: NodeId; readonly asked: number; readonly open: number | null };
  readonly message: Office['message'];
  readonly timer: 'again';
  readonly result: number;
}

const blockOpened: Milestone<Office> = { holds: (before, _event, after) => after.reserved > before.reserved };

const office: Protocol<Office> = {
  name: 'office',
  milestones: { blockOpened },
  start(_self, _nodes, disk) {
    const reserved = Math.max(0, ...disk.map((stored) => (stored.kind === 'record' ? stored.record : 0)));
    return { state: { next: reserved, reserved }, effects: [] };
  },
  step(state, event) {
    const turn = new Turn<Office>(state);
    if (event.kind !== 'message') return turn.end();
    const answer = { ask: event.message.ask, ticket: turn.state.next++ };
    if (answer.ticket < state.reserved) turn.send(event.from, answer);
    else {
      turn.state.reserved += 10;
      turn.write(turn.state.reserved);
      turn.sendEarly(event.from, answer); // The bug: `send` would wait for the disk.
    }
    return turn.end();
  },
};

const visitor: Protocol<Visitor> = {
  name: 'visitor',
  start: (_self, [office = 0]) => ({ state: { office, asked: 0, open: null }, effects: [] }),
  step(state, event) {
    const turn = new Turn<Visitor>(state);
    if (event.kind === 'message') {
      const { ask, ticket } = event.message;
      if (state.open === null || ask !== state.asked || ticket === null) return turn.end();
      turn.reply(state.open, ticket);
      turn.cancelTimer('again');
      turn.state.open = null;
    } else if (event.kind === 'request' || event.kind === 'timeout') {
      if (event.kind === 'request') turn.state.open = event.id;
      turn.send(state.office, { ask: ++turn.state.asked, ticket: null });
      turn.setTimer('again', milliseconds(100));
    }
    return turn.end();
  },
};

export default scenario({
  title: 'No ticket is given twice, not even after a crash',
  servers: [office],
  clients: times(2, visitor),
  workload: operations(fc.constant('a ticket, please'), { perClient: [1, 6], think: milliseconds(20) }),
  swarm: swarm([...networkFamilies, ...processFaults], { milestones: ['blockOpened', 'writeIssued'] }),
  properties: [
    always<Office['state']>('only reserved numbers are given', 'server', ({ next, reserved }) => next <= reserved || `${next} of ${reserved}`),
    across<Office>('numbers are given one by one', 'server', ({ before, after }) => after.next <= before.next + 1),
    tracked<Visitor>('no ticket is given twice', () => {
      const holders = new Map<number, NodeId>();
      return ({ node, effects }) => {
        for (const effect of effects) {
          if (effect.kind !== 'reply') continue;
          const holder = holders.get(effect.result);
          if (holder !== undefined) return `ticket ${effect.result} to node ${holder}, and again to node ${node}`;
          holders.set(effect.result, node);
        }
        return true;
      };
    }),
    reaches({ blockOpened }, 'blockOpened', 'server', 60),
  ],
});

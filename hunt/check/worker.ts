/** The inside of a worker thread that searches keys of a history. */
import { parentPort } from 'node:worker_threads';
import { assert, unreachable } from '../../sim/core/assert.ts';
import { models } from '../../properties/linearizability/models/index.ts';
import { Desk, FirstIllegal } from './desk.ts';
import type { Reply, Request } from './messages.ts';

let seated: Desk | null = null;

parentPort?.on('message', (request: Request) => parentPort?.postMessage(replyTo(request)));

function replyTo(request: Request): Reply {
  if (request.kind === 'begin') {
    seated = new Desk(models[request.model], request.parts, request.past, new FirstIllegal(request.first));
    return { kind: 'begin' };
  }
  assert(seated !== null, 'a worker is given its keys before it is asked about them');
  switch (request.kind) {
    case 'advance':
      return { kind: 'advance', told: seated.advance(request.round) };
    case 'illegal':
      return { kind: 'illegal', verdict: seated.illegal(request.part, request.statistics) };
    case 'orders':
      return { kind: 'orders', orders: seated.orders() };
    case 'undecided':
      return { kind: 'undecided', undecided: seated.undecided() };
    default:
      return unreachable(request);
  }
}

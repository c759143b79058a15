import { unreachable } from './assert.ts';
import type { NodeId, Step, Vocabulary } from './protocol.ts';
import type { Turn } from './turn.ts';

/** How the owner of a contained protocol says its words, and what it does with those that are meant for the owner. */
export interface Containment<Owner extends Vocabulary, Inner extends Vocabulary> {
  /** Puts the inner state into its field of the owner's state. */
  keep(state: Inner['state']): void;
  message(message: Inner['message']): Owner['message'];
  timer(timer: Inner['timer']): Owner['timer'];
  record(record: Inner['record']): Owner['record'];
  /** Consumes a reply: the owner is the inner protocol's user. What is early for the inner protocol may be early for the owner. */
  reply(id: number, result: Inner['result'], early: boolean): void;
  /** Consumes an output. */
  emit(output: Inner['output']): void;
}

/**
 * Plays a step of a contained protocol in its owner's turn. Effects keep their order; what the owner adds while it consumes a
 * reply or an output takes its place. The inner state is kept before that, so that the owner may step the inner
 * protocol again from there. Tags of writes are passed on as they are: an owner that writes itself uses others.
 */
export function contain<Owner extends Vocabulary, Inner extends Vocabulary>(
  turn: Turn<Owner>,
  step: Step<Inner>,
  owner: Containment<Owner, Inner>,
): void {
  owner.keep(step.state);
  for (const effect of step.effects) {
    switch (effect.kind) {
      case 'send':
        sendAs(turn, effect.to, owner.message(effect.message), effect.early);
        break;
      case 'write':
        turn.write(owner.record(effect.record), effect.tag);
        break;
      case 'rewrite':
        turn.rewrite(effect.records.map((record) => owner.record(record)), effect.tag);
        break;
      case 'setTimer':
        turn.setTimer(owner.timer(effect.timer), effect.min, effect.max);
        break;
      case 'cancelTimer':
        turn.cancelTimer(owner.timer(effect.timer));
        break;
      case 'reply':
        owner.reply(effect.id, effect.result, effect.early);
        break;
      case 'emit':
        owner.emit(effect.output);
        break;
      default:
        unreachable(effect);
    }
  }
}

function sendAs<V extends Vocabulary>(turn: Turn<V>, to: NodeId, message: V['message'], early: boolean): void {
  // Early for the inner protocol is early for its owner: it promises nothing.
  if (early) turn.sendEarly(to, message);
  else turn.send(to, message);
}

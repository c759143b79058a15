/** The calls of a run, checked as they happen. */
import type { CallMoment, CallWatcher } from '../sim/hosts/index.ts';
import type { CallRecord } from '../sim/world/view.ts';
import { Monitor } from '../properties/linearizability/online/monitor.ts';
import type { Operation } from '../properties/history.ts';
import type { Linearizable } from '../properties/property.ts';
import { unexplainedText } from './histories.ts';

/**
 * Follows the calls of one run, and says at the very answer that no order explains it: what is not linearizable so far never will be. Where it
 * cannot tell, it keeps silent, and the calls have to be judged at the end.
 */
export class HistoryWatch implements CallWatcher {
  readonly property: string;
  readonly kind = 'notLinearizable';
  private readonly rules: Linearizable;
  private readonly monitor: Monitor<unknown, unknown, object>;
  /** Calls that were no operations when they began: nobody knows yet whether they will be some. */
  private readonly untold = new Set<number>();
  private isMisled = false;

  constructor(property: Linearizable) {
    this.property = property.name;
    this.rules = property;
    this.monitor = new Monitor(property.model);
  }

  /** Whether some order explains all answers so far. What it is false of has to be judged. */
  get isExplained(): boolean {
    return !this.isMisled && this.monitor.standing === 'possible';
  }

  observe(moment: CallMoment, call: CallRecord): string | null {
    const operation = this.rules.operation(call);
    if (moment === 'called') this.begin(call, operation);
    else if (this.untold.delete(call.id)) this.isMisled ||= operation !== null;
    else if (operation === null) this.isMisled = true;
    else if (operation.return === null) this.monitor.lose(call.id);
    else return this.judge(call, operation);
    return null;
  }

  private begin({ id }: CallRecord, operation: Operation<unknown, object> | null): void {
    if (operation === null) this.untold.add(id);
    else this.monitor.call(id, operation.input);
  }

  private judge({ id }: CallRecord, operation: Operation<unknown, object>): string | null {
    if (operation.output !== null) this.monitor.answer(id, operation.output);
    const isWrong = this.monitor.standing === 'violated' && this.untold.size === 0 && !this.isMisled;
    return isWrong ? unexplainedText(this.rules, operation) : null;
  }
}

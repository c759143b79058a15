/** Histories of a run, and what the checker says of them. */
import type { Failure } from '../sim/hosts/failure.ts';
import type { CallRecord } from '../sim/world/view.ts';
import { check } from '../properties/linearizability/checker.ts';
import { complete } from '../properties/linearizability/model.ts';
import { withoutKeysInReturnOrder } from '../properties/linearizability/returnOrder.ts';
import type { History, Operation } from '../properties/history.ts';
import type { Linearizable } from '../properties/property.ts';

/** The calls as operations of the property's model. Calls that no client received are left out: nobody made them. */
export function historyOf(property: Linearizable, calls: readonly CallRecord[]): History<unknown, object> {
  return calls.flatMap((call) => {
    const operation = call.call === null ? null : property.operation(call);
    return operation === null ? [] : [operation];
  });
}

/** What is wrong with the calls, as the start of a failure; null where they are linearizable. */
export function judgeHistory(property: Linearizable, calls: readonly CallRecord[]): Pick<Failure, 'kind' | 'property' | 'message'> | null {
  const history = withoutKeysInReturnOrder(property.model, historyOf(property, calls));
  const verdict = check(property.model, history);
  switch (verdict.kind) {
    case 'ok':
      return null;
    case 'illegal':
      return { kind: 'notLinearizable', property: property.name, message: blockedText(property, history, verdict.blocked) };
    case 'unknown':
      return { kind: 'checkerUnknown', property: property.name, message: verdict.why };
    case 'refused':
      throw new RangeError(`${property.name}: the calls are no history: operation ${verdict.operation}: ${verdict.why}`);
  }
}

function blockedText(property: Linearizable, history: History<unknown, object>, blocked: number): string {
  const operation = history[blocked];
  return operation === undefined ? 'no order explains the answers' : unexplainedText(property, operation);
}

/** What is wrong where no order gets past an operation. */
export function unexplainedText({ model }: Linearizable, operation: Operation<unknown, object>): string {
  const interval = operation.return === null ? `from step ${operation.call}` : `steps ${operation.call} to ${operation.return}`;
  return `no order explains ${complete(model).describeOperation(operation.input, operation.output)} (node ${operation.client}, ${interval})`;
}

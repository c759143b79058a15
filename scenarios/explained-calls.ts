/** Why the calls of a run are not linearizable: what only a failure needs. */
import type { CallRecord } from '../sim/world/view.ts';
import { check } from '../properties/linearizability/checker.ts';
import { explain } from '../properties/linearizability/explain.ts';
import { drawPicture, type Circumstances } from '../properties/linearizability/picture/draw.ts';
import type { Picture } from '../properties/linearizability/picture/picture.ts';
import { explanationText } from '../properties/linearizability/report.ts';
import { historyOf } from './histories.ts';
import type { Scenario } from './scenario.ts';

/** The picture of the calls of a run; null where they are linearizable, or nobody knows. */
export function pictureOfCalls({ properties }: Scenario, calls: readonly CallRecord[], circumstances: Circumstances): Picture | null {
  for (const property of properties) {
    if (property.kind !== 'linearizable') continue;
    const history = historyOf(property, calls);
    const verdict = check(property.model, history);
    if (verdict.kind === 'illegal') return drawPicture(property.model, history, explain(property.model, history, verdict), circumstances);
  }
  return null;
}

/** Why the calls of a run are not linearizable, in plain text: a small part that shows it, and how far one comes. Null: they are. */
export function explainCalls({ properties }: Scenario, calls: readonly CallRecord[]): string | null {
  for (const property of properties) {
    if (property.kind !== 'linearizable') continue;
    const history = historyOf(property, calls);
    const verdict = check(property.model, history);
    if (verdict.kind === 'illegal') return explanationText(property.model, history, explain(property.model, history, verdict));
  }
  return null;
}

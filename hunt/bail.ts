/** What ends a campaign before its time: nothing, the first failure of whatever kind, or the first that shows the deliberate bug (or is one of the correct code). */
export type Bail = 'never' | 'failure' | 'detection';

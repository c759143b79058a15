/** What is to blame, in a sentence or two. */
import { counted } from '../../sim/core/counted.ts';
import type { Blame, Charge, Guilt } from './blame.ts';
import { listed } from './clauses.ts';
import { percent, valueOf, type Share } from './share.ts';

/** More requests than that, told one by one, make a sentence that nobody reads. */
const mostRequests = 3;

/** So few re-draws say nothing. */
const few = 10;

/** `It fails only because s2 crashed at 1.2 s, before its vote was stored, and c3 asked put{...}.` And how sure it is then. */
export function sentenceOf({ charges }: Pick<Blame, 'charges'>): string {
  const guilty = charges.filter(({ guilt }) => guilt !== 'innocent' && guilt !== 'by chance');
  const isWork = ({ kind }: Charge): boolean => kind === 'operation' || kind === 'script';
  const wrongs = guilty.filter((charge) => !isWork(charge)).map(({ clause }) => clause);
  const asked = guilty.filter(({ kind }) => kind === 'operation').map(({ clause }) => clause);
  const requests = asked.length > mostRequests ? [`the users made ${counted(asked.length, 'request')}`] : asked;
  const why = listed([...wrongs, ...requests]);
  return [`${verdictOf(charges, why, wrongs.length > 0)}.`, oddsOf(guilty), chanceOf(charges)].filter((part) => part !== '').join(' ');
}

function verdictOf(charges: readonly Charge[], why: string, isWrong: boolean): string {
  if (isWrong) return `It fails only because ${why}`;
  if (why !== '') return `It fails without anything going wrong, only because ${why}`;
  if (charges.some(({ kind }) => kind !== 'script')) return 'It fails whatever single thing is left out';
  return charges.length === 0 ? 'It fails without anything going wrong' : 'It fails without anything going wrong but what its scripts do';
}

/** How sure the failure is once everything is in place. */
function oddsOf(guilty: readonly Charge[]): string {
  const odds = guilty.at(-1)?.share?.with;
  if (odds === undefined || odds.runs < few) return '';
  if (odds.failed === 0) return 'Even so it takes the very draws of this run: with others it did not come back.';
  const [begin, share] = [valueOf(odds) > 0.5 ? 'It' : 'Even so it takes luck: it', percent(valueOf(odds))];
  return `${begin} comes back in ${share} of the runs whose rest is drawn anew from there on.`;
}

function chanceOf(charges: readonly Charge[]): string {
  const lucky = charges.filter(({ guilt }) => guilt === 'by chance').length;
  return lucky === 0 ? '' : `This very run needs ${counted(lucky, 'thing')} more, but only by chance: others fail as often without.`;
}

/** What a charge comes to, for a table. */
export const guiltWords: Readonly<Record<Guilt, string>> = {
  necessary: 'necessary',
  helps: 'makes it likelier',
  'by chance': 'only by chance',
  'this run only': 'in this run',
  innocent: 'not needed',
};

/** `3 of 40 (2.6 to 20 %)`. */
export function describeShare({ failed, runs, low, high }: Share): string {
  return runs === 0 ? 'not tried' : `${failed} of ${runs} (${percent(low).replace(' %', '')} to ${percent(high)})`;
}

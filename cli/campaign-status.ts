/** `faultline campaign status`. */
import type { FleetStats } from '../hunt/fleet/coordinator.ts';
import type { Manifest } from '../hunt/fleet/manifest.ts';
import { openFleet } from '../hunt/fleet/open-fleet.ts';
import { exitCodes, type ExitCode } from './exit.ts';
import { placeOf, withCampaign, type QueueOptions } from './fleet-options.ts';
import type { CommonOptions } from './options.ts';
import { table } from './table.ts';
import { Voice } from './voice.ts';
import { grouped } from './words.ts';

export interface StatusOptions extends CommonOptions, QueueOptions {}

interface Row {
  readonly manifest: Manifest;
  readonly stats: FleetStats;
  readonly given: readonly { readonly id: string; readonly reason: string }[];
}

const columns = [{ title: 'campaign' }, { title: 'done', isNumber: true }, { title: 'of', isNumber: true }, { title: 'in hand', isNumber: true }, { title: 'given up', isNumber: true }, { title: 'mutant' }, { title: 'scenarios' }];

export async function showStatus(id: string | undefined, options: StatusOptions): Promise<ExitCode> {
  const voice = new Voice(options);
  const place = placeOf(options);
  const ids = id === undefined ? await idsIn(place) : [id];
  const rows: Row[] = [];
  for (const one of ids) rows.push(await withCampaign(one, place, async (campaign) => ({ manifest: campaign.manifest, stats: await campaign.stats(), given: await campaign.failures() })));
  const cells = rows.map(({ manifest: { id, mutant, scenarios }, stats: { total, done, active, failed } }) => [id, grouped(done), grouped(total), String(active), String(failed), mutant ?? '', scenarios.map(({ name }) => name).join(', ').slice(0, 200)]);
  if (rows.length === 0) voice.say('no campaigns');
  else for (const line of table(columns, cells)) voice.say(line);
  for (const { given } of rows) for (const { id, reason } of given) voice.say(`given up: ${id}: ${reason}`);
  voice.answer({ verb: 'campaign status', exitCode: exitCodes.pass, campaigns: rows.map(rowObject) });
  return exitCodes.pass;
}

async function idsIn(place: string): Promise<readonly string[]> {
  const fleet = await openFleet(place);
  try {
    return (await fleet.list()).map(({ id }) => id);
  } finally {
    await fleet.close();
  }
}

function rowObject({ manifest: { id, created, mutant, scenarios }, stats, given }: Row): object {
  return { id, created: new Date(created).toISOString(), mutant, scenarios: scenarios.map(({ name, from, to }) => ({ name, from, to })), ...stats, given };
}

/** Flags of the verbs about campaigns on many machines. */
import { Option } from 'commander';
import type { FleetCampaign, Fleet } from '../hunt/fleet/coordinator.ts';
import { openFleet, withoutPassword } from '../hunt/fleet/open-fleet.ts';
import { BadInput } from '../hunt/bad-input.ts';
import { command } from './words.ts';

export interface QueueOptions {
  readonly queue?: string;
}

export const queueOption = (): Option =>
  new Option('--queue <place>', 'where the campaign is: redis://host, rediss://, valkey://, postgres://, or a folder that all machines see').env('FAULTLINE_QUEUE');

/** The place that was named. Throws `BadInput` where none was. */
export function placeOf({ queue }: QueueOptions): string {
  if (queue === undefined || queue === '') throw new BadInput('expected --queue, or FAULTLINE_QUEUE in the environment: where is the campaign?');
  return queue;
}

/** Opens a campaign, does something with it, and lets go of it. */
export async function withCampaign<T>(id: string, place: string, act: (campaign: FleetCampaign) => Promise<T>): Promise<T> {
  const fleet: Fleet = await openFleet(place);
  try {
    const campaign = await fleet.open(id);
    try {
      return await act(campaign);
    } finally {
      await campaign.close();
    }
  } finally {
    await fleet.close();
  }
}

/** A command about a campaign, as the user would type it: without the password. */
export function campaignCommand(step: string, id: string, place: string): string {
  return command('campaign', step, id, ...(process.env['FAULTLINE_QUEUE'] === place ? [] : ['--queue', withoutPassword(place)]));
}

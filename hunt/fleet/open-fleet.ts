/** From what the user names to the place where campaigns are. */
import { existsSync } from 'node:fs';
import { BadInput } from '../bad-input.ts';
import type { Fleet } from './coordinator.ts';
import { FolderFleet } from './folder-fleet.ts';
import { QueueFleet } from './queue-fleet.ts';
import { openQueueLibrary } from './queue-library.ts';

const schemes: ReadonlySet<string> = new Set(['redis:', 'rediss:', 'valkey:', 'postgres:', 'postgresql:']);

/** A URL of a queue, or the path of a folder that all machines see. */
export async function openFleet(place: string): Promise<Fleet> {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(place)) return new FolderFleet(place);
  const url = URL.canParse(place) ? new URL(place) : null;
  if (url === null || !schemes.has(url.protocol)) throw new BadInput(`expected redis://, rediss://, valkey://, postgres:// or a folder as the place of campaigns, got ${withoutPassword(place)}`);
  return new QueueFleet(await openQueueLibrary(url));
}

/** For people: passwords are not said. */
export function withoutPassword(place: string): string {
  return existsSync(place) ? place : place.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^@/]*@/i, '$1***@');
}

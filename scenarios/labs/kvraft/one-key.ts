/** TestUnreliableOneKey of 2020 to 2024. */
import type { Scenario } from '../../scenario.ts';
import { oneKey } from '../generic-2024.ts';
import { storeClient } from './clients.ts';
import { appendEdition, kvLab } from './lab.ts';

export const oneKeyAppend = (): Scenario =>
  kvLab(appendEdition, {
    title: 'Five clients append to one key, on an unreliable network',
    servers: 3,
    clients: 5,
    unreliable: true,
    maxStateBytes: null,
    tell: ({ stage }) => oneKey(storeClient)(stage),
  });

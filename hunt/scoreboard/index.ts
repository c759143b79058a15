/** How soon each strategy finds each deliberate bug. */
export { barLines, pageOf, summaryRows } from './markdown.ts';
export { plotOf } from './plot.ts';
export { keyOf, Records, type CampaignRecord } from './record.ts';

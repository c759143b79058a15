/** Campaigns as a library: run, search, shrink, replay, tell. */
export type { CampaignOptions } from './campaign-options.ts';
export type { CampaignReport, Finding, ScenarioTally } from './campaign-report.ts';
export { Campaign } from './campaign.ts';
export { checkOnWorkers, type WorkersOptions } from './check/check-on-workers.ts';
export { capture } from './capture.ts';
export { keep, list } from './corpus.ts';
export { blame, type Blame, type Charge, type Guilt } from './cause/blame.ts';
export { sentenceOf } from './cause/blame-words.ts';
export type { Drift } from './nearby.ts';
export { replay, type Replay, type ReplayVerdict } from './replay.ts';
export { drawPlan, plansOf, runPlan, runSeed, type SeedOptions } from './run.ts';
export { assertHolds, search, type SearchOptions } from './search.ts';
export type { Share } from './cause/share.ts';
export { shrink, type Shrunk, type ShrinkOptions } from './shrink.ts';
export { formatLine, type StoryLine } from './story-line.ts';
export { describeFault, tell, type Story } from './story.ts';
export { when, type Curve, type Moment } from './cause/when.ts';

import { edition2026, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('indexer', edition2026);

import { edition2022, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('indexer', edition2022);

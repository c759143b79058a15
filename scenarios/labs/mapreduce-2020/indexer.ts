import { edition2020, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('indexer', edition2020);

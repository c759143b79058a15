import { edition2020, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('reduce-parallelism', edition2020);

import { edition2022, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('reduce-parallelism', edition2022);

import { edition2020, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('map-parallelism', edition2020);

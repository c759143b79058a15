import { edition2022, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('map-parallelism', edition2022);

import { edition2022, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('early-exit', edition2022);

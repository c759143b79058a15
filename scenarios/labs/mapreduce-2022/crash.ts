import { edition2022, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('crash', edition2022);

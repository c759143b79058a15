import { edition2020, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('crash', edition2020);

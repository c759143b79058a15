import { edition2022, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('wc', edition2022);

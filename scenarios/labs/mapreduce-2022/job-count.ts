import { edition2022, mapReduceStage } from '../mapreduce/stages.ts';

export default mapReduceStage('job-count', edition2022);

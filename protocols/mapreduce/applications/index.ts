/** Ready-made applications. */
export { crash, earlyExit, fussy, jobCount, mapTiming, pickOne, reduceTiming } from './lab.ts';
export { grep, invertedIndex, sampleBoundaries, sort, wordCount } from './text.ts';

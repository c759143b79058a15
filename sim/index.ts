/** Faultline: the words protocols are written in, and one run of them. */
export * from './core/index.ts';
export * from './hosts/index.ts';
export * from './world/index.ts';

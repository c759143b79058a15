/** Only what is deterministic decides a test: properties draw the same in each run of the suite. `FAULTLINE_SEED=7 npm test` draws anew. */
import fc from 'fast-check';

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(process.env['FAULTLINE_SEED'] ?? 1) });

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const root = import.meta.dirname;

const compiledFiles = new RegExp(`^(?:file://)?/?${join(root, 'dist').replaceAll(sep, '/').replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}/`);

/**
 * Stands the compiled file in for a source of the rooms that `npm run build` compiles. `npm test` has just built them: they are what users run,
 * Node loads them in a moment, and they run faster than what the test runner makes of each source. `npx vitest run <path>` takes the sources.
 */
const compiled = {
  name: 'compiled',
  enforce: 'pre',
  resolveId(source: string, importer: string | undefined) {
    if (importer === undefined || !/^\.{1,2}\/.*(?<!\.test)\.ts$/.test(source)) return null;
    const path = resolve(dirname(importer), source);
    const place = relative(root, path);
    if (!/^(?:sim|protocols|properties|scenarios|hunt|cli)[\\/]/.test(place) || !existsSync(path)) return null;
    const file = join(root, 'dist', place.replace(/\.ts$/, '.js'));
    return existsSync(file) ? file : null;
  },
} as const;

/** What takes longest. The runner knows how long each file took the last time; in a fresh clone it would begin them by their size. */
const longest: readonly string[] = ['hunt/search.test.ts', 'hunt/labs.test.ts', 'tests/readme.test.ts', 'cli/verbs.test.ts', 'hunt/replicated-kv.test.ts', 'hunt/shrink.test.ts'];

/** The longest first: what begins last, ends last, and alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => longest.toReversed().indexOf(relative(root, moduleId).replaceAll(sep, '/'));
    return (await super.sort(files)).sort((a, b) => rank(b) - rank(a));
  }
}

export default defineConfig(({ mode }) => {
  const plugins = mode === 'compiled' ? [compiled] : [];
  const shared = {
    exclude: ['**/node_modules/**', 'dist/**'],
    testTimeout: 60_000,
    setupFiles: ['tests/setup.ts'],
    // No file leaves anything behind in its process: all share what is loaded, and what the compiler has learnt about it.
    isolate: false,
    server: { deps: { external: [compiledFiles] } },
  };
  return {
    test: {
      // One more than there are cores: tests of the command line wait for it, and for what hangs to be given up.
      maxWorkers: availableParallelism() + 1,
      sequence: { sequencer: LongestFirst },
      projects: [
        { plugins, test: { ...shared, name: 'rules', include: ['{sim,protocols,properties,scenarios}/**/*.test.ts'] } },
        { plugins, test: { ...shared, name: 'hunts', include: ['{hunt,cli,bench,tests}/**/*.test.ts'] } },
      ],
    },
  };
});

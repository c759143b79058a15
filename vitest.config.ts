import { defineConfig } from 'vitest/config';

const shared = { exclude: ['**/node_modules/**', 'dist/**'], testTimeout: 60_000, setupFiles: ['tests/setup.ts'] };

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      // Nothing in the pure rooms has a state of its own: their files share what is loaded.
      { test: { ...shared, name: 'rules', include: ['{sim,protocols,properties,scenarios}/**/*.test.ts'], isolate: false } },
      { test: { ...shared, name: 'hunts', include: ['{hunt,cli,bench,tests}/**/*.test.ts'] } },
    ],
  },
});

import { defineConfig } from 'vitest/config';

// No file leaves anything behind in its process, so all share what is loaded, and what the compiler has learnt about it.
const shared = { exclude: ['**/node_modules/**', 'dist/**'], testTimeout: 60_000, setupFiles: ['tests/setup.ts'], isolate: false };

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      { test: { ...shared, name: 'rules', include: ['{sim,protocols,properties,scenarios}/**/*.test.ts'] } },
      { test: { ...shared, name: 'hunts', include: ['{hunt,cli,bench,tests}/**/*.test.ts'] } },
    ],
  },
});

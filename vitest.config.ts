import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['**/*.test.ts'], exclude: ['**/node_modules/**', 'dist/**'], testTimeout: 60_000, setupFiles: ['tests/setup.ts'], maxWorkers: '100%' },
});

import { defineConfig } from '@playwright/test'
import { launchOptions } from './e2e/browser.ts'

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  retries: 0,
  workers: 2,
  reporter: 'list',
  forbidOnly: Boolean(process.env['CI']),
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    launchOptions: await launchOptions(),
    video: 'off',
    // Recording costs a third of the time; a failure can be run again with it.
    trace: process.env['E2E_TRACE'] ? 'retain-on-failure' : 'off',
  },
  projects: [
    { name: 'e2e', testMatch: '**/*.spec.ts' },
    { name: 'soak', testMatch: 'soak/*.soak.ts' },
    // Figures mean something only when nothing else runs.
    { name: 'bench', testMatch: 'bench/**/*.bench.ts', fullyParallel: false, workers: 1 },
  ],
})

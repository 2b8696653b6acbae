// Runs of tests that hang on purpose, each as a project: what the runner makes of them is a test.
import { defineConfig } from 'vitest/config'

const HERE = 'test/runner/hanging'
/** So short that the runner's own test is quick; what passes needs no time at all. */
const SHORT_MS = 1_000

const projects = ['test', 'hook', 'loop', 'set-up', 'tear-down', 'crash']

export default defineConfig({
  test: {
    watch: false,
    teardownTimeout: SHORT_MS,
    projects: projects.map((name) => ({
      test: {
        name,
        include: [`${HERE}/${name.includes('-') ? 'quick' : name}.case.ts`],
        globalSetup: name.includes('-') ? [`${HERE}/${name}.ts`] : [],
        testTimeout: SHORT_MS,
        hookTimeout: SHORT_MS,
        maxWorkers: 1,
      },
    })),
  },
})

import { contractCases } from '../src/runtime/contract-cases.ts'
import { test } from './engine-test.ts'

test.describe('the runtime contract: embedded engine', () => {
  // It runs no servers but its own; programs that want one are refused (see embedded-shell.spec.ts).
  for (const { name } of contractCases.filter((one) => one.needs !== 'servers')) {
    test(name, async ({ enginePage }) => {
      await enginePage.evaluate(async (wanted) => {
        const runtime = await engine.bootEngine()
        try {
          const found = engine.contractCases.find((candidate) => candidate.name === wanted)
          if (!found) throw new Error('The page does not know this case.')
          await found.run(runtime)
        } finally {
          await runtime.dispose()
        }
      }, name)
    })
  }
})

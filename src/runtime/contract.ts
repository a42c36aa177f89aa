import { describe, it } from 'vitest'
import { contractCases } from './contract-cases.ts'
import type { Runtime } from './runtime.ts'

/** The suite that every adapter passes. `boot` gives a fresh runtime for each case. */
export function describeRuntimeContract(name: string, boot: () => Promise<Runtime>): void {
  describe(`the runtime contract: ${name}`, () => {
    it.for(contractCases)('$name', async ({ needs, run }, { skip }) => {
      const runtime = await boot()
      try {
        if (needs && !runtime.abilities[needs]) skip(`it has not the ability: ${needs}`)
        await run(runtime)
      } finally {
        await runtime.dispose()
      }
    })
  })
}

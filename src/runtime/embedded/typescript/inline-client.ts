import { createChecker } from './checker.ts'
import type { CheckerClient } from './checker-client.ts'

/**
 * A checker in this thread, for tests in Node. It is a file of its own so that
 * the engine's worker does not carry a second copy of the compiler.
 */
export function createInlineClient(): CheckerClient {
  const checker = createChecker()
  return { ask: checker.check, close: () => undefined }
}

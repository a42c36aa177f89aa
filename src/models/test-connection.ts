import { z } from 'zod'
import { Failure } from '#failure.ts'
import { createStreamModel } from './ai-sdk.ts'
import { ollamaCommand, type Network } from './network.ts'
import { missingSetting, type ModelAccess } from './settings.ts'

/** What "Test connection" found. */
export type ConnectionResult =
  | { readonly ok: true; readonly milliseconds: number; readonly model: string }
  | {
      readonly ok: false
      readonly failure: Failure
      /** A line to paste into a terminal, where one helps. */
      readonly command?: string
    }

/** A local model may have to be read into memory first. Milliseconds. */
const LIMIT = 60_000

/**
 * Sends one small request, with a tool, on the path that turns use. Never
 * rejects; something that would fail a turn fails here with the same message.
 */
export async function testConnection(
  access: ModelAccess,
  deps: Network & { now(): number },
): Promise<ConnectionResult> {
  const missing = missingSetting(access)
  if (missing) return { ok: false, failure: missing }
  const begun = deps.now()
  const limit = AbortSignal.timeout(LIMIT)
  const events = createStreamModel(access, deps)(
    {
      instructions: 'This is a connection test. Answer with the single word: ready.',
      messages: [{ role: 'user', content: 'Are you ready?' }],
      tools: [
        {
          name: 'ping',
          description: 'Does nothing. Do not call it.',
          input: z.strictObject({ note: z.string() }),
        },
      ],
    },
    limit,
  )
  for await (const event of events) {
    if (event.type === 'failure') return failed(access, deps, event.failure)
    if (event.type === 'finish') break
  }
  return { ok: true, milliseconds: Math.round(deps.now() - begun), model: access.model }
}

function failed(access: ModelAccess, network: Network, failure: Failure): ConnectionResult {
  if (failure.kind === 'aborted') {
    return {
      ok: false,
      failure: new Failure('timeout', `No answer within ${LIMIT / 1000} seconds.`, {
        hint: 'Try again; a local model may still be loading.',
      }),
    }
  }
  if (failure.kind === 'cors' && access.provider === 'ollama') {
    return { ok: false, failure, command: ollamaCommand(network.origin) }
  }
  if (failure.kind === 'unknown-model' && access.provider === 'ollama') {
    return { ok: false, failure, command: `ollama pull ${access.model}` }
  }
  return { ok: false, failure }
}

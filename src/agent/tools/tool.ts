import type { z } from 'zod'
import { asFailure, Failure } from '#failure.ts'
import type { ToolSpec } from '#models/stream.ts'
import type { Host } from '#runtime/host.ts'
import type { Workspace } from '#workspace/workspace.ts'
import type { ToolResult } from '../events.ts'
import type { Commands } from './commands.ts'
import type { DevLog } from './dev-log.ts'
import type { SeenFiles } from './seen-files.ts'

/** The part of the host that tools use. */
export type RuntimeAccess = Pick<Host, 'store' | 'log' | 'ready' | 'flushed'>

/** What a tool works with. One for each call. */
export interface ToolContext {
  readonly workspace: Workspace
  readonly host: RuntimeAccess
  readonly seen: SeenFiles
  readonly commands: Commands
  readonly devLog: DevLog
  /** Fires when the user stops the turn. The tool then ends within 50 ms, as far as it can. */
  readonly signal: AbortSignal
  /** Shows output while the tool runs. */
  onProgress(chunk: string): void
}

/** A tool: what the model sees, and what it does. */
export interface Tool extends ToolSpec {
  /** Never rejects: a Failure becomes a refusal that the model can read. */
  run(input: unknown, context: ToolContext): Promise<ToolResult>
}

/** Joins schema and execution. `run` may throw a Failure instead of building a refusal. */
export function defineTool<Schema extends z.ZodType>(tool: {
  readonly name: string
  readonly description: string
  readonly input: Schema
  run(input: z.infer<Schema>, context: ToolContext): ToolResult | Promise<ToolResult>
}): Tool {
  return {
    name: tool.name,
    description: tool.description,
    input: tool.input,
    run: async (input, context) => {
      try {
        const parsed = tool.input.safeParse(input)
        if (parsed.success) return await tool.run(parsed.data, context)
        throw new Failure('invalid', `The arguments are wrong: ${parsed.error.message}`)
      } catch (thrown) {
        return refusalOf(asFailure(thrown))
      }
    },
  }
}

/** A failure in words for the model. */
export function refusalOf(failure: Failure): ToolResult {
  if (failure.kind === 'aborted') return stoppedResult()
  const output = failure.hint ? `${failure.message} ${failure.hint}` : failure.message
  return { status: 'refused', output, summary: summaries[failure.kind] ?? 'refused' }
}

const summaries: Partial<Record<Failure['kind'], string>> = {
  'not-found': 'not found',
  conflict: 'conflict',
  unsupported: 'not possible here',
  timeout: 'timed out',
  lost: 'runtime lost',
  bug: 'failed',
}

export function stoppedResult(output = 'Stopped by the user before it finished.'): ToolResult {
  return { status: 'stopped', output, summary: 'stopped' }
}

/** Models like to begin paths with `./`; anything else is for the workspace to judge. */
export function projectPath(path: string): string {
  return path.replace(/^(?:\.\/)+/, '')
}

export function noSuchFile(workspace: Workspace, path: string): Failure {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase()
  const near = workspace
    .paths()
    .filter((other) => other.toLowerCase().endsWith(`/${name}`) || other.toLowerCase() === name)
    .slice(0, 3)
  return new Failure('not-found', `There is no file ${path}.`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : 'List the files to see what there is.',
  })
}

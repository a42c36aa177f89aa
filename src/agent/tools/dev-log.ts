import type { HostPhase } from '#runtime/host.ts'
import type { Workspace } from '#workspace/workspace.ts'
import { plainOutput } from '../output.ts'
import type { RuntimeAccess } from './tool.ts'

const KEPT = 64 * 1024

/**
 * What install and dev server printed since the project last changed or they
 * were last started: older errors may be mended. Lives as long as host and workspace.
 */
export interface DevLog {
  /** Blocks of the log that report an error. */
  errors(): string[]
  /** When it last grew, in milliseconds since the epoch; 0 before it ever did. */
  lastGrowth(): number
}

const ERROR_LINE =
  /\b(?:error|failed to (?:resolve|load|parse)|cannot find|unexpected token|ERR!)\b/i
const STARTS: ReadonlySet<HostPhase['name']> = new Set(['installing', 'starting'])
/** Lines after an error's first that belong to it. */
const BLOCK = 12

export function createDevLog(
  host: Pick<RuntimeAccess, 'log' | 'store'>,
  workspace: Workspace,
  now: () => number,
): DevLog {
  let recent = ''
  let grown = 0
  host.store.subscribe(({ phase }, before) => {
    if (phase.name !== before.phase.name && STARTS.has(phase.name)) recent = ''
  })
  host.log.onAppend((chunk) => {
    recent = (recent + chunk).slice(-KEPT)
    grown = now()
  })
  workspace.onChange(({ origin }) => {
    if (origin !== 'runtime') recent = ''
  })
  return {
    errors: () => errorBlocks(plainOutput(recent)),
    lastGrowth: () => grown,
  }
}

function errorBlocks(text: string): string[] {
  const lines = text.split('\n')
  const blocks = new Set<string>()
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? ''
    if (!ERROR_LINE.test(line) || /\b0 errors?\b/i.test(line)) continue
    const rest = lines.slice(i + 1, i + BLOCK)
    const end = rest.findIndex((next) => next.trim() === '')
    blocks.add([line, ...(end < 0 ? rest : rest.slice(0, end))].join('\n').trim())
    i += end < 0 ? BLOCK - 1 : end
  }
  return [...blocks]
}

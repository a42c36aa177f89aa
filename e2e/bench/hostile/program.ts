/**
 * Reads one hostile input in a process of its own, and prints what refusing it
 * took. Arguments: 'link' or 'zip', and the file that holds it. Linux only: it asks /proc.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { readZip } from '#projects/archive/zip.ts'
import { readLink } from '#share/link.ts'

export interface Refused {
  /** Why; undefined when it was not refused. */
  readonly reason: string | undefined
  readonly ms: number
  /** How much more memory the process held than before. */
  readonly memoryMB: number
}

/** The most memory that this process held since `forgetPeak`. `resourceUsage` knows of its parent's, too. */
function peakMB(): number {
  const peak = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  if (peak === undefined) throw new Error('/proc/self/status has no VmHWM.')
  return Number(peak) / 1024
}

/** See clear_refs in proc(5). */
const forgetPeak = () => writeFileSync('/proc/self/clear_refs', '5')

const [kind, file = ''] = process.argv.slice(2)
const bytes = readFileSync(file)
const read =
  kind === 'zip'
    ? () => readZip(bytes)
    : () => readLink(bytes.toString(), () => Promise.reject(new Error('It names no template.')))

forgetPeak()
const memoryBefore = peakMB()
const startedAt = performance.now()
const reason = await read().then(
  () => undefined,
  (error: unknown) => String(error),
)
const refused: Refused = {
  reason,
  ms: performance.now() - startedAt,
  memoryMB: peakMB() - memoryBefore,
}
process.stdout.write(JSON.stringify(refused))

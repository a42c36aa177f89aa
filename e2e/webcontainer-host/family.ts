import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Every process of a boot inherits this variable. Unlike parents, groups and sessions,
 * it survives daemons that detach themselves.
 */
export const markVariable = 'WEBCONTAINER_STAND_IN'

const defaultGraceMs = 500
const stepMs = 25

/** The processes whose mark begins with `prefix`. */
export async function findFamily(prefix: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(pids.map(async (pid) => isMarked(pid, prefix)))
  return pids.filter((_pid, index) => found[index]).map(Number)
}

/**
 * Ends the family: asks first, and kills what is left after `graceMs`. Resolves when
 * none is left. One look is not enough: a process that is just being started does not
 * bear its mark yet.
 */
export async function endFamily(prefix: string, graceMs = defaultGraceMs): Promise<void> {
  if (graceMs > 0) signal(await findFamily(prefix), 'SIGTERM')
  const deadline = Date.now() + graceMs
  let looksWithoutAny = 0
  while (looksWithoutAny < 2) {
    const left = await findFamily(prefix)
    looksWithoutAny = left.length === 0 ? looksWithoutAny + 1 : 0
    if (Date.now() >= deadline) signal(left, 'SIGKILL')
    await wait(stepMs)
  }
}

/** Sends a signal to each; one that has gone already is no error. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}

async function isMarked(pid: string, prefix: string): Promise<boolean> {
  try {
    const environment = await readFile(`/proc/${pid}/environ`, 'latin1')
    return `\0${environment}`.includes(`\0${markVariable}=${prefix}`)
  } catch {
    // Gone meanwhile, or somebody else's.
    return false
  }
}

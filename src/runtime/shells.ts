import type { Process } from './runtime.ts'

/** The terminal's shells. One in which nobody has typed may be ended without loss. */
export interface Shells {
  /** The same process, watched until it ends. */
  add(process: Process): Process
  /** True while a shell runs in which somebody has typed. */
  inUse(): boolean
}

/** `onIdle` is called when a shell in use has ended. */
export function createShells(onIdle: () => void): Shells {
  const used = new Set<Process>()

  return {
    add: (process) => {
      let ended = false
      const done = () => {
        ended = true
        if (used.delete(process) && used.size === 0) onIdle()
      }
      process.exit.then(done, done)
      return {
        ...process,
        write: (input) => {
          if (!ended && input !== '') used.add(process)
          return process.write(input)
        },
      }
    },
    inUse: () => used.size > 0,
  }
}

import type { Process, Runtime } from './runtime.ts'

/** A command line, also one inside a shell's arguments, that changes node_modules. */
const INSTALL = /\b(?:npm|pnpm|yarn|bun)\s+(?:i|install|ci|add|un|uninstall|rm|remove|update|up)\b/

/** Knows what somebody else (the agent, by its tools) runs in a runtime right now. */
export interface ProgramTracker {
  /** The same runtime, with what is started through it counted. */
  wrap(runtime: Runtime): Runtime
  /** Programs that have not ended. */
  running(): number
  /** Those of them that change node_modules. */
  installing(): number
}

export interface TrackerPort {
  /** The last install ended. */
  onInstalled(): void
  /** The last program ended. */
  onIdle(): void
}

export function trackPrograms({ onInstalled, onIdle }: TrackerPort): ProgramTracker {
  let running = 0
  let installing = 0

  function ended(): void {
    running--
    if (running === 0) onIdle()
  }

  return {
    running: () => running,
    installing: () => installing,
    wrap: (runtime) => ({
      ...runtime,
      spawn: async (command, args, options) => {
        // From the moment it is asked for: a runtime must not be taken away in between.
        running++
        let process: Process
        try {
          process = await runtime.spawn(command, args, options)
        } catch (error) {
          ended()
          throw error
        }
        const installs = INSTALL.test([command, ...args].join(' '))
        if (installs) installing++
        const done = () => {
          if (installs && --installing === 0) onInstalled()
          ended()
        }
        process.exit.then(done, done)
        return process
      },
    }),
  }
}

import type { Process, Runtime } from './runtime.ts'

/** A command line, also one inside a shell's arguments, that changes node_modules. */
const INSTALL = /\b(?:npm|pnpm|yarn|bun)\s+(?:i|install|ci|add|un|uninstall|rm|remove|update|up)\b/

/** Knows whether somebody else (the agent, by its tools) is installing packages right now. */
export interface InstallTracker {
  /** The same runtime, with the installs that go through it counted. */
  wrap(runtime: Runtime): Runtime
  running(): number
}

export function trackInstalls({ onIdle }: { readonly onIdle: () => void }): InstallTracker {
  let running = 0

  function count(process: Process): void {
    running++
    const done = () => {
      running--
      if (running === 0) onIdle()
    }
    process.exit.then(done, done)
  }

  return {
    running: () => running,
    wrap: (runtime) => ({
      ...runtime,
      spawn: async (command, args, options) => {
        const process = await runtime.spawn(command, args, options)
        if (INSTALL.test([command, ...args].join(' '))) count(process)
        return process
      },
    }),
  }
}

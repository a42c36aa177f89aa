import { Failure } from '#failure.ts'
import type { Runtime } from './runtime.ts'

/**
 * Makes runtimes that stand for whichever is shown: one that was handed out
 * before another took over goes on with that other. `ready` gives the shown one.
 */
export function shownRuntime(ready: () => Promise<Runtime>): (first: Runtime) => Runtime {
  return (first) => {
    let now = first
    /** As long as `now` lives there is no waiting: what one caller asks for stays in order. */
    async function call<T>(work: (runtime: Runtime) => Promise<T>): Promise<T> {
      try {
        return await work(now)
      } catch (error) {
        const gone = error instanceof Failure && error.kind === 'lost'
        if (!gone) throw error
        const next = await ready()
        if (next === now) throw error
        now = next
        return work(now)
      }
    }
    return {
      get kind() {
        return now.kind
      },
      get abilities() {
        return now.abilities
      },
      mount: (files) => call((runtime) => runtime.mount(files)),
      write: (changes) => call((runtime) => runtime.write(changes)),
      spawn: (command, args, options) => {
        // Every runtime has a shell of its own name.
        const isShell = command === now.abilities.shell?.command
        return call((runtime) => {
          const program = isShell ? (runtime.abilities.shell?.command ?? command) : command
          return runtime.spawn(program, args, options)
        })
      },
      read: (folder) => call((runtime) => runtime.read(folder)),
      on: (listener) => now.on(listener),
      dispose: () => now.dispose(),
    }
  }
}

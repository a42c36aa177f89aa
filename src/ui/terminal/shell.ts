import { asFailure } from '#failure.ts'
import type { Host, HostState } from '#runtime/host.ts'
import type { Process, TerminalSize } from '#runtime/runtime.ts'

/** A shell that ends sooner than this, in milliseconds, is not started again by itself. */
const SHORT_LIFE = 2000

/** Characters kept of what is typed while a shell starts, as a real terminal does. */
const MAX_AHEAD = 4096

export interface ShellPort {
  write(text: string): void
  size(): TerminalSize
}

export interface Shell {
  /** Sends what was typed, as soon as a shell runs; where one waits to be started, Enter starts it. */
  type(text: string): void
  resize(size: TerminalSize): void
  dispose(): void
}

const EMBEDDED =
  'The embedded engine: bash with npm, node, tsc and vite. No servers, no other npx tools.'

const dim = (text: string) => `\u001b[2m${text}\u001b[0m\r\n`

/**
 * An interactive shell for as long as the terminal is there: waits for the
 * runtime, starts a new one when it exits, and says why when there is none.
 */
export function runShell(host: Host, port: ShellPort, now: () => number = Date.now): Shell {
  const stop = new AbortController()
  const stopped = () => stop.signal.aborted
  let running: Process | undefined
  /** Set while a person may start the next shell with Enter. */
  let onEnter: (() => void) | undefined
  let ahead = ''
  let unsubscribe: (() => void) | undefined
  /** The runtime that was named last. */
  let told: HostState['kind']

  async function run(): Promise<void> {
    while (!stopped()) {
      const { kind } = host.store.getState()
      try {
        await host.ready(stop.signal)
        const lived = await live()
        if (stopped()) return
        if (host.store.getState().kind !== kind) continue
        if (lived < SHORT_LIFE) await enter('The shell ended. Press Enter for a new one.')
      } catch (thrown) {
        if (stopped()) return
        // Another runtime took over: its shell comes at once.
        if (host.store.getState().kind !== kind) continue
        const { message, hint } = asFailure(thrown)
        port.write(dim(hint === undefined ? message : `${message} ${hint}`))
        await nextChance()
      }
    }
  }

  /** Runs one shell to its end. Gives how long it lived, in milliseconds. */
  async function live(): Promise<number> {
    const began = now()
    const shell = await host.openShell(port.size())
    if (stopped()) {
      shell.kill()
      return 0
    }
    running = shell
    sayWhere()
    send(shell, ahead)
    ahead = ''
    try {
      const reader = shell.output.getReader()
      for (;;) {
        const { done, value } = await reader.read()
        if (done) break
        port.write(value)
      }
      const code = await shell.exit
      port.write(dim(`\r\nThe shell ended with ${code}.`))
    } finally {
      running = undefined
    }
    return now() - began
  }

  function send(shell: Process, text: string): void {
    // A shell that cannot be written to has ended or is lost, and its output says so.
    if (text !== '') shell.write(text).catch(() => undefined)
  }

  /** Once for each runtime that takes the place of another, and where a shell can do less than one would think. */
  function sayWhere(): void {
    const { kind } = host.store.getState()
    if (kind === told) return
    if (kind === 'embedded') port.write(dim(EMBEDDED))
    else if (told !== undefined) port.write(dim('The WebContainer took over.'))
    told = kind
  }

  function enter(message: string): Promise<void> {
    port.write(dim(message))
    return new Promise((resolve) => (onEnter = resolve))
  }

  /** Until the runtime's state changes, or the person asks with Enter. */
  function nextChance(): Promise<void> {
    const failed = host.store.getState().phase
    return new Promise<void>((resolve) => {
      onEnter = resolve
      unsubscribe = host.store.subscribe(({ phase }) => {
        if (phase !== failed && phase.name !== 'failed') resolve()
      })
    }).then(() => {
      onEnter = undefined
      unsubscribe?.()
    })
  }

  if (host.store.getState().phase.name !== 'ready') port.write(dim('Waiting for the runtime.'))
  void run()

  return {
    type(text) {
      if (running) send(running, text)
      else if (!onEnter) ahead = (ahead + text).slice(0, MAX_AHEAD)
      else if (text === '\r') {
        const start = onEnter
        onEnter = undefined
        start()
      }
    },
    resize: (size) => running?.resize(size),
    dispose() {
      stop.abort()
      unsubscribe?.()
      running?.kill()
      onEnter?.()
    },
  }
}

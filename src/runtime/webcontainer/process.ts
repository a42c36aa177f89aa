import type { WebContainerProcess } from '@webcontainer/api'
import { asFailure, Failure } from '#failure.ts'
import type { Process } from '../runtime.ts'
import type { Loss } from './loss.ts'

/** How long a killed program may take to end before it counts as ended, in milliseconds. */
const KILL_MS = 5_000
/** The exit code of a program that was ended by force. */
const KILLED = 137

/** Wraps a container's process so that everything settles when the container is gone. */
export function createProcess(
  native: WebContainerProcess,
  loss: Loss,
  /** Awaited before `exit` resolves. */
  afterExit: () => Promise<void>,
): Process {
  const input = native.input.getWriter()
  const forced = withoutAnswer()
  let ended = false
  let killed = false
  let killTimer: ReturnType<typeof setTimeout> | undefined

  async function settle(): Promise<number> {
    try {
      const code = await loss.guard(() => Promise.race([native.exit, forced.promise]), Infinity)
      ended = true
      await afterExit()
      return code
    } catch (error) {
      throw asFailure(error, 'lost')
    } finally {
      ended = true
      clearTimeout(killTimer)
      input.releaseLock()
    }
  }

  const exit = settle()
  // Who only reads the output must not meet an unhandled rejection.
  exit.catch(() => undefined)

  return {
    output: relay(native.output, loss.signal),
    exit,
    write: async (text) => {
      if (!ended) await input.write(text)
    },
    kill: () => {
      if (ended || killed) return
      killed = true
      native.kill()
      killTimer = setTimeout(() => forced.resolve(KILLED), KILL_MS)
    },
    resize: (size) => {
      if (!ended) native.resize({ ...size })
    },
  }
}

function withoutAnswer() {
  let resolve!: (code: number) => void
  const promise = new Promise<number>((resolved) => {
    resolve = resolved
  })
  return { promise, resolve }
}

/**
 * A stream that closes when `signal` aborts. It drains the container's stream
 * even when nobody reads on: chunks for a cancelled stream throw in the client.
 */
function relay(source: ReadableStream<string>, signal: AbortSignal): ReadableStream<string> {
  let open = true
  return new ReadableStream<string>({
    start: (controller) => {
      const close = () => {
        if (open) controller.close()
        open = false
      }
      signal.addEventListener('abort', close, { once: true })
      const sink = new WritableStream<string>({
        write: (chunk) => {
          if (open) controller.enqueue(chunk)
        },
      })
      void source
        .pipeTo(sink, { signal })
        .catch(() => undefined) // lost or broken: both end the output
        .finally(() => {
          signal.removeEventListener('abort', close)
          close()
        })
    },
    cancel: () => {
      open = false
    },
  })
}

/** What a failed spawn means. */
export function spawnFailure(command: string, error: unknown): Failure {
  if (error instanceof Failure) return error
  if (error instanceof Error && /ENOENT|not found/i.test(error.message)) {
    return new Failure('not-found', `There is no command "${command}" here.`, {
      hint: 'Install the package that brings it, or use npx.',
      cause: error,
    })
  }
  return asFailure(error, 'invalid')
}

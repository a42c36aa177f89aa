import { asFailure, Failure } from '#failure.ts'
import type { Process, Runtime, SpawnOptions } from './runtime.ts'

export interface CommandOptions extends SpawnOptions {
  /** Ends the program and rejects with Failure 'aborted'. */
  readonly signal: AbortSignal
  /** Ends the program after this many milliseconds without output and rejects with Failure 'timeout'. */
  readonly silenceMs: number
  readonly onOutput: (chunk: string) => void
}

/** Runs a program to its end and gives its exit code. Rejects as the options say, or as `spawn` and `exit` do. */
export async function runCommand(
  runtime: Runtime,
  command: string,
  args: readonly string[],
  { signal, silenceMs, onOutput, ...options }: CommandOptions,
): Promise<number> {
  throwIfAborted(signal)
  const process = await runtime.spawn(command, args, options)
  let timer: ReturnType<typeof setTimeout> | undefined
  let leave: (() => void) | undefined
  const stopped = new Promise<never>((_resolve, reject) => {
    const stop = (failure: Failure) => {
      reject(failure) // before the kill: its exit must not win
      process.kill()
    }
    const abort = () => stop(new Failure('aborted', 'It was stopped.'))
    const silent = () => stop(silenceFailure(command, args, silenceMs))
    leave = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
    const restart = () => {
      clearTimeout(timer)
      timer = setTimeout(silent, silenceMs)
    }
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    restart()
    void readOutput(process, (chunk) => {
      restart()
      onOutput(chunk)
    }).then(() => clearTimeout(timer))
  })
  try {
    return await Promise.race([process.exit, stopped])
  } finally {
    leave?.()
  }
}

function silenceFailure(command: string, args: readonly string[], silenceMs: number): Failure {
  const line = [command, ...args].join(' ')
  return new Failure(
    'timeout',
    `"${line}" printed nothing for ${Math.round(silenceMs / 1000)} seconds and was stopped.`,
    { hint: 'Check the network connection, then try again.' },
  )
}

/** Hands over the output until it ends. Never rejects: a broken stream is an end; the exit tells the rest. */
export async function readOutput(
  process: Process,
  onChunk: (chunk: string) => void,
): Promise<void> {
  const reader = process.output.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      onChunk(value)
    }
  } catch {
    // A lost runtime errors its streams; `exit` rejects with the reason.
  } finally {
    reader.releaseLock()
  }
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Failure('aborted', 'It was stopped.')
}

/**
 * Waits for `work`, but no longer than `limitMs` or until `signal`. Rejects
 * with `onLimit()` or Failure 'aborted'; what `work` gives after that goes to `discard`.
 */
export async function withLimit<T>(
  work: Promise<T>,
  limits: {
    readonly limitMs: number
    readonly signal: AbortSignal
    readonly onLimit: () => Failure
    readonly discard?: (late: T) => void
  },
): Promise<T> {
  const { limitMs, signal, onLimit, discard } = limits
  return new Promise<T>((resolve, reject) => {
    let open = true
    const close = () => {
      open = false
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
    const refuse = (failure: Failure) => {
      close()
      reject(failure)
    }
    const abort = () => refuse(new Failure('aborted', 'It was stopped.'))
    // A timer clamps Infinity to nothing at all and would fire at once.
    const timer = limitMs === Infinity ? undefined : setTimeout(() => refuse(onLimit()), limitMs)
    signal.addEventListener('abort', abort, { once: true })
    work.then(
      (value) => {
        if (!open) return discard?.(value)
        close()
        resolve(value)
      },
      (error: unknown) => {
        if (open) refuse(asFailure(error))
      },
    )
    if (signal.aborted) abort()
  })
}

import { asFailure } from '#failure.ts'
import type { SpawnOptions } from '../../runtime.ts'
import { createInput } from './input.ts'
import type { CommandContext, ShellProcess } from './shell.ts'

/** Exit codes of programs that a signal ended. */
export const INTERRUPTED = 130
export const TERMINATED = 143

/** What a process runs: everything of a command's context but what it is called with. */
export type Surface = Omit<CommandContext, 'args' | 'cwd' | 'env'>

export interface StartedProcess extends ShellProcess {
  /** No more input follows. */
  endInput(): void
  /** Input that nobody read. */
  unread(): string
}

/**
 * Runs `main` as a process. Its exit settles when `main` ends or when it is
 * killed, even if `main` then hangs; nothing is printed after that. A Failure
 * that `main` throws is printed, and ends it with 1. Ctrl-C from a terminal
 * ends it with 130, unless `handlesInterrupts`.
 */
export function startProcess(
  main: (surface: Surface) => Promise<number>,
  options: SpawnOptions,
  onOutput: (text: string) => void,
  { handlesInterrupts = false }: { readonly handlesInterrupts?: boolean } = {},
): StartedProcess {
  const input = createInput()
  const abort = new AbortController()
  let { terminal } = options
  let open = true
  let settle: (code: number) => void = () => undefined
  const exit = new Promise<number>((resolve) => {
    settle = resolve
  })

  function print(text: string): void {
    if (open && text !== '') onOutput(terminal ? text.replace(/\r?\n/g, '\r\n') : text)
  }

  function end(code: number): void {
    if (!open) return
    open = false
    input.end()
    settle(code)
  }

  function stop(code: number): void {
    end(code)
    abort.abort()
  }

  const surface: Surface = {
    stdin: input,
    get terminal() {
      return terminal
    },
    signal: abort.signal,
    out: print,
    err: print,
  }
  // Not at once: the caller has not seen the process yet.
  void Promise.resolve()
    .then(() => (open ? main(surface) : TERMINATED))
    .then(end, (thrown: unknown) => {
      print(failureText(thrown))
      end(1)
    })

  return {
    exit,
    endInput: input.end,
    unread: input.unread,
    write: (text) => {
      if (!open) return
      if (terminal && !handlesInterrupts && text.includes('\u0003')) {
        stop(INTERRUPTED)
        return
      }
      input.push(text)
    },
    kill: () => {
      if (open) stop(TERMINATED)
    },
    resize: (size) => {
      if (terminal) terminal = size
    },
  }
}

/** What a person reads of something that was thrown. */
export function failureText(thrown: unknown): string {
  const failure = asFailure(thrown)
  if (failure.kind === 'aborted') return ''
  return `${[failure.message, failure.hint].filter(Boolean).join('\n')}\n`
}

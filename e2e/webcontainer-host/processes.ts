import { spawn as spawnPty, type IPty } from '@lydell/node-pty'
import { spawn } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import os from 'node:os'
import { StringDecoder } from 'node:string_decoder'
import { setTimeout as wait } from 'node:timers/promises'
import type { TerminalSize } from './protocol.ts'

export interface Program {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Record<string, string>
  /** With a size it runs on a pseudo terminal, else on pipes. */
  readonly terminal: TerminalSize | undefined
}

/** A started program. What is sent to it after its end is ignored. */
export interface Running {
  /** The exit code, 128 plus the signal's number after a kill; after the last output. */
  readonly exit: Promise<number>
  write(data: string): void
  resize(size: TerminalSize): void
}

/** What shells give for a file that is there and does not run. */
const cannotExecuteCode = 126
/** How long output may trail the exit: a background child may hold the pipe for ever. */
const drainMs = 1000

/** Starts a program. Each chunk of output is complete UTF-8. */
export function start(program: Program, onOutput: (bytes: Uint8Array) => void): Running {
  return program.terminal
    ? startOnPty(program, program.terminal, onOutput)
    : startOnPipes(program, onOutput)
}

function startOnPty(
  program: Program,
  size: TerminalSize,
  onOutput: (bytes: Uint8Array) => void,
): Running {
  const pty = spawnPty(program.file, [...program.args], {
    name: 'xterm-256color',
    cols: size.cols,
    rows: size.rows,
    cwd: program.cwd,
    env: program.env,
    encoding: 'utf8',
  })
  const release = holdOpen(pty)
  let ended = false
  pty.onData((text) => onOutput(new TextEncoder().encode(text)))
  const exit = new Promise<number>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      ended = true
      release()
      resolve(signal ? 128 + signal : exitCode)
    })
  })
  return {
    exit,
    write(data) {
      if (!ended) pty.write(data)
    },
    resize({ cols, rows }) {
      if (!ended) pty.resize(cols, rows)
    },
  }
}

/**
 * Linux drops what nobody has read yet when the last program of a terminal ends, often
 * the last kilobyte. So this keeps the terminal in use until its output was read.
 */
function holdOpen(pty: IPty): () => void {
  // The name of the terminal's device: node-pty has it, but not in its types.
  const device = (pty as IPty & { readonly _pty: string })._pty
  const descriptor = openSync(device, constants.O_RDWR | constants.O_NOCTTY)
  return () => closeSync(descriptor)
}

function startOnPipes(program: Program, onOutput: (bytes: Uint8Array) => void): Running {
  const child = spawn(program.file, program.args, {
    cwd: program.cwd,
    env: program.env,
    stdio: 'pipe',
    // Its own session, so that a Ctrl+C in the terminal of the test run does not reach it.
    detached: true,
  })
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder('utf8')
    stream.on('data', (chunk: Buffer) => {
      const text = decoder.write(chunk)
      if (text) onOutput(new TextEncoder().encode(text))
    })
  }
  // A program that has gone does not read: EPIPE is no news.
  child.stdin.on('error', () => undefined)
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const exit = new Promise<number>((resolve) => {
    child.on('error', (error) => {
      onOutput(new TextEncoder().encode(`${error.message}\n`))
      resolve(cannotExecuteCode)
    })
    child.on('exit', (code, signal) => {
      const exitCode = code ?? 128 + (signal ? os.constants.signals[signal] : 0)
      void Promise.race([closed, wait(drainMs)]).then(() => resolve(exitCode))
    })
  })
  return {
    exit,
    write(data) {
      if (child.stdin.writable) child.stdin.write(data)
    },
    resize() {
      // Pipes have no size.
    },
  }
}

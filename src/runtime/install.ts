import { Failure } from '#failure.ts'
import type { Workspace } from '#workspace/workspace.ts'
import { runCommand } from './command.ts'
import { lockfileFits } from './manifest.ts'
import type { Runtime } from './runtime.ts'
import { createTail, stripEscapes } from './terminal-text.ts'
import type { Tail } from './terminal-text.ts'
import type { Place } from './turns.ts'

export interface InstallOptions {
  readonly runtime: Runtime
  readonly workspace: Workspace
  readonly signal: AbortSignal
  /** Among the runtimes of the project. */
  readonly place: Place
  /** See Mirror. */
  readonly flushed: () => Promise<void>
  readonly silenceMs: number
  /** What npm prints for people, to the log. */
  readonly onOutput: (chunk: string) => void
  /** One line that says how far it is. */
  readonly onDetail: (detail: string) => void
}

/** How many of the last lines a failure repeats. */
const TAIL_LINES = 12

/**
 * `http` makes npm name each package that it fetches. They are counted for
 * the progress and kept out of the log; and a slow network is not silence.
 */
const FLAGS = ['--no-audit', '--no-fund', '--loglevel=http']

/**
 * Installs the project's packages: by `npm ci` when the lockfile fits, else
 * by `npm install`, one runtime after the other. Rejects with Failure 'exit'
 * (npm failed; the message ends in its last lines), 'timeout' or 'aborted'.
 */
export async function installPackages(options: InstallOptions): Promise<void> {
  const { workspace, signal, place, flushed, onDetail } = options
  const fits = lockfileFits(workspace)
  if (fits && (await installedByLockfile(options))) return
  onDetail('')
  await place.turn(signal)
  if (!fits && lockfileFits(workspace)) {
    // Another runtime has resolved the packages meanwhile: take the same ones.
    await flushed()
    if (await installedByLockfile(options)) return
  }
  const { code, tail } = await runNpm('install', options)
  if (code !== 0) throw installFailure('install', code, tail)
}

/** False when npm refused the lockfile. */
async function installedByLockfile(options: InstallOptions): Promise<boolean> {
  const { code, tail } = await runNpm('ci', options)
  if (code === 0) return true
  if (lockfileWasRefused(tail)) return false
  throw installFailure('ci', code, tail)
}

async function runNpm(subcommand: 'ci' | 'install', options: InstallOptions) {
  const { runtime, signal, silenceMs, onOutput, onDetail } = options
  const tail = createTail(TAIL_LINES)
  const lines = createLineSplitter()
  let fetched = 0
  onOutput(`$ npm ${subcommand}\n`)

  function onLine(line: string): void {
    const url = /^npm http (?:fetch|cache) (?:\S+ )*?(https?:\/\/\S+|\S+@\S+)/.exec(
      stripEscapes(line),
    )?.[1]
    if (url !== undefined) {
      fetched++
      onDetail(`Fetched ${fetched} · ${packageName(url)}`)
      return
    }
    onOutput(line)
    tail.push(line)
    const last = tail.lines().at(-1)
    if (last !== undefined) onDetail(last)
  }

  const code = await runCommand(runtime, 'npm', [subcommand, ...FLAGS], {
    signal,
    silenceMs,
    onOutput: (chunk) => lines.push(chunk, onLine),
  })
  lines.flush(onLine)
  return { code, tail }
}

/** The package in a registry address, such as `react` in `https://host/react/-/react-19.0.0.tgz`. */
function packageName(url: string): string {
  const [path = url] = url.replace(/^https?:\/\/[^/]+\//, '').split('/-/')
  return decodeURIComponentSafely(path).replace(/[?#].*$/, '')
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** npm's own words when package.json and package-lock.json disagree. */
function lockfileWasRefused(tail: Tail): boolean {
  return tail
    .lines()
    .some((line) => /EUSAGE|can only install|in sync|from lock file|lockfileVersion/i.test(line))
}

function installFailure(subcommand: string, code: number, tail: Tail): Failure {
  const last = tail.lines().join('\n')
  const hint = HINTS.find(({ sign }) => sign.test(last))?.hint ?? 'Read the log, then reinstall.'
  return new Failure('exit', `npm ${subcommand} failed with exit code ${code}.\n${last}`.trim(), {
    hint,
  })
}

/** The codes by which npm names the usual reasons. */
const HINTS: readonly { sign: RegExp; hint: string }[] = [
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET|network/,
    hint: 'The package registry cannot be reached: check the network connection, then reinstall.',
  },
  {
    sign: /E404|ETARGET|ENOVERSIONS/,
    hint: 'A package or version does not exist: correct it in package.json.',
  },
  {
    sign: /ERESOLVE/,
    hint: 'Packages want different versions of the same package: change one of them in package.json.',
  },
  { sign: /EJSONPARSE/, hint: 'package.json is not valid JSON: correct it.' },
]

/** Cuts a stream of chunks into lines, their line ends included. */
function createLineSplitter() {
  let open = ''
  return {
    push(chunk: string, onLine: (line: string) => void): void {
      const pieces = (open + chunk).split('\n')
      open = pieces.pop() ?? ''
      for (const piece of pieces) onLine(`${piece}\n`)
    },
    flush(onLine: (line: string) => void): void {
      if (open !== '') onLine(open)
      open = ''
    },
  }
}

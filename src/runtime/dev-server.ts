import { asFailure, Failure } from '#failure.ts'
import { readOutput } from './command.ts'
import type { Manifest } from './manifest.ts'
import type { Runtime } from './runtime.ts'
import { createTail } from './terminal-text.ts'

/** How many of the last lines a failure repeats. */
const TAIL_LINES = 12
/** How long a server that was told to end may take, in milliseconds. */
const STOP_MS = 3_000

/** Colours although it is no terminal; and no attempt to open a browser. */
const ENVIRONMENT = { FORCE_COLOR: '1', BROWSER: 'none' }

/** A project's running dev server. */
export interface DevServer {
  /** Resolves when it ended by itself, with what to tell. Never rejects; pending for ever after `stop`. */
  readonly exited: Promise<Failure>
  /** Ends it. Resolves when it ended or took too long. */
  stop(): Promise<void>
  /** `message` followed by the last lines that the server printed. */
  describe(message: string): string
}

/** The script that serves the project, or undefined. */
export function serverScript(manifest: Manifest | undefined): 'dev' | 'start' | undefined {
  if (manifest?.scripts.dev !== undefined) return 'dev'
  return manifest?.scripts.start === undefined ? undefined : 'start'
}

/** Starts `npm run <script>`. Rejects as `spawn` does. */
export async function startDevServer(
  runtime: Runtime,
  script: 'dev' | 'start',
  onOutput: (chunk: string) => void,
): Promise<DevServer> {
  const tail = createTail(TAIL_LINES)
  onOutput(`$ npm run ${script}\n`)
  const process = await runtime.spawn('npm', ['run', script], { env: ENVIRONMENT })
  let stopped = false
  const read = readOutput(process, (chunk) => {
    tail.push(chunk)
    if (!stopped) onOutput(chunk)
  })
  const ended = process.exit.then(
    async (code) => {
      await read // so that the last lines are there
      return new Failure('exit', describe(`The dev server stopped with exit code ${code}.`), {
        hint: 'Read the last lines, mend the cause, then restart the server.',
      })
    },
    (error: unknown) => asFailure(error, 'lost'),
  )

  function describe(message: string): string {
    return [message, ...tail.lines()].join('\n')
  }

  return {
    exited: new Promise((resolve) => {
      void ended.then((failure) => {
        if (!stopped) resolve(failure)
      })
    }),
    stop: async () => {
      stopped = true
      process.kill()
      let timer: ReturnType<typeof setTimeout> | undefined
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, STOP_MS)
      })
      await Promise.race([ended, late])
      clearTimeout(timer)
    },
    describe,
  }
}

import type { SpawnOptions } from '../../../runtime.ts'
import { PROJECT } from '../places.ts'
import { startProcess, type Surface } from '../process.ts'
import type { Runner, Session } from '../runner.ts'
import type { ShellProcess } from '../shell.ts'
import type { Completion } from './line-editor.ts'
import { createLineEditor } from './line-editor.ts'
import { createTypedInput, type TypedInput } from './typed-input.ts'

/** The terminal itself says which engine this is. */
const GREETING = 'Type "help" for what there is.\n'

const HELP = `npm install [names]   npm run [script]   npm ls     packages and scripts
npx tsc --noEmit      vite build         node x.js  checks, builds, runs
ls cat grep sed awk find sort jq diff tree ...      the usual tools of a shell
cd, clear, exit; Tab completes, Ctrl-C ends a program, the arrows recall lines.
Servers, git and programs of packages need Node and do not run in this engine.
`

const CLEAR = '\u001b[H\u001b[2J\u001b[3J'

/** A shell at a terminal: a prompt, one program at a time, until `exit` or Ctrl-D. */
export function runInteractive(
  runner: Runner,
  session: Session,
  options: SpawnOptions,
  complete: (before: string, cwd: string) => Completion,
  onOutput: (text: string) => void,
): ShellProcess {
  let running: { readonly process: ShellProcess; readonly typed: TypedInput } | undefined

  const main = (surface: Surface) =>
    new Promise<number>((resolve) => {
      const editor = createLineEditor({
        write: surface.out,
        promptText: () => promptText(session.cwd),
        columns: () => surface.terminal?.cols ?? 80,
        complete: (before) => complete(before, session.cwd),
        onEnd: () => {
          surface.out('exit\n')
          resolve(0)
        },
        onLine: (line) => {
          const word = line.trim()
          if (word === '' || word === 'help' || word === 'clear') {
            if (word !== '') surface.out(word === 'help' ? HELP : CLEAR)
            editor.prompt()
            return
          }
          start(line)
        },
      })

      function start(line: string): void {
        let exited = false
        const process = startProcess(
          async (inner) => {
            const result = await runner.line(line, session, inner)
            exited = result.exited
            return result.code
          },
          { ...(surface.terminal && { terminal: surface.terminal }) },
          surface.out,
        )
        const typed = createTypedInput({
          write: surface.out,
          onLine: process.write,
          onInterrupt: process.kill,
          onEnd: process.endInput,
        })
        running = { process, typed }
        void process.exit.then((code) => {
          running = undefined
          if (exited) {
            resolve(code)
            return
          }
          editor.prompt()
          // What a program left unread was meant for the prompt.
          feed(process.unread() + typed.rest())
        })
      }

      function feed(text: string): void {
        let rest = text
        while (rest !== '' && !running) rest = editor.feed(rest)
        if (rest !== '') running?.typed.feed(rest)
      }

      surface.signal.addEventListener('abort', () => running?.process.kill())
      surface.out(GREETING)
      editor.prompt()
      void (async () => {
        for (;;) {
          const text = await surface.stdin.read()
          if (text === undefined) return
          feed(text)
        }
      })()
    })

  const process = startProcess(main, options, onOutput, { handlesInterrupts: true })
  return {
    ...process,
    resize: (size) => {
      process.resize(size)
      running?.process.resize(size)
    },
  }
}

function promptText(cwd: string): string {
  const place = cwd === PROJECT || cwd.startsWith(`${PROJECT}/`) ? `~${cwd}` : cwd
  return `${place} $ `
}

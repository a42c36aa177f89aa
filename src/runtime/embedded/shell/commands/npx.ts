import type { Runner } from '../runner.ts'
import { absolutePath, PROJECT } from '../places.ts'
import type { Command } from '../shell.ts'

/** Flags of npx itself that change nothing here: nothing is ever downloaded by it. */
const OWN_FLAGS = new Set(['-y', '--yes', '--no', '--no-install', '-q', '--quiet', '--'])

/** `npx tsc` and `npx vite`; what else npx would run needs Node. */
export function createNpx(runner: Runner): Command {
  return {
    name: 'npx',
    run: async (context) => {
      const start = context.args.findIndex((word) => !OWN_FLAGS.has(word))
      const [name, ...args] = start < 0 ? [] : context.args.slice(start)
      if (name === undefined || name.startsWith('-')) {
        context.err('npx: name a program. In the embedded engine these work: tsc, vite.\n')
        return 1
      }
      // A version behind the name changes nothing: the engine has one of each.
      const bare = name.replace(/(?<=.)@[^/]*$/, '')
      const program = bare === 'typescript' ? 'tsc' : bare
      if (program === 'npm' || program === 'npx' || !runner.find(program)) {
        context.err(
          `npx ${bare} cannot run: programs of packages need Node, which the embedded engine is not.\n` +
            'These work: npx tsc, npx vite. Where the WebContainer runs, so does the rest.\n',
        )
        return 1
      }
      const session = {
        cwd: absolutePath(PROJECT, context.cwd),
        env: new Map(Object.entries(context.env)),
      }
      return runner.command([program, ...args], session, context)
    },
  }
}

import type { Command } from '../shell.ts'
import { TOOLS } from '../tools.ts'

/** `which name…`: where a command would be; 1 when one does not exist or is refused here. */
export function createWhich(
  commands: ReadonlyMap<string, Command>,
  refused: ReadonlyMap<string, Command>,
): Command {
  return {
    name: 'which',
    run: async ({ args, out }) => {
      const names = args.filter((word) => !word.startsWith('-'))
      const missing = names.filter((name) => {
        const exists = !refused.has(name) && (TOOLS.has(name) || commands.has(name))
        if (exists) out(`/usr/bin/${name}\n`)
        return !exists
      })
      return missing.length > 0 || names.length === 0 ? 1 : 0
    },
  }
}

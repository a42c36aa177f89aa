import { Failure } from '#failure.ts'
import type { Command } from '../shell.ts'

const NEEDS_NODE = 'It is a Node program, and the embedded engine has no Node that runs packages.'
const WEBCONTAINER = 'Where the WebContainer runs, it works; so it does in a clone of the project.'

/** Programs that people call, which the engine cannot run: why, and what to do instead. */
const REFUSED: readonly (readonly [names: string, why: string, instead: string])[] = [
  ['vue-tsc', NEEDS_NODE, 'Use npx tsc --noEmit for the .ts files.'],
  ['svelte-check', NEEDS_NODE, 'Use npx tsc --noEmit for the .ts files.'],
  ['eslint prettier biome oxlint stylelint', NEEDS_NODE, WEBCONTAINER],
  ['vitest jest mocha playwright cypress', 'Tests need Node.', WEBCONTAINER],
  ['tsx ts-node deno', NEEDS_NODE, 'Use node with a JavaScript file.'],
  [
    'webpack rollup esbuild parcel rspack rsbuild tsup turbo next nuxt astro remix',
    NEEDS_NODE,
    'Use vite build.',
  ],
  [
    'serve http-server nodemon concurrently npm-run-all run-p run-s cross-env rimraf',
    NEEDS_NODE,
    'Write the commands into the script itself: A=b before a command, && between two, rm -rf.',
  ],
  [
    'gzip gunzip zcat',
    'They work on Node’s buffers.',
    'Download the project as a zip from Tabsmith instead.',
  ],
  [
    'git gh',
    'The project’s history lives in Tabsmith, not in a .git folder.',
    'Use the history and publish panels.',
  ],
  ['curl wget ssh scp', 'Programs here have no network.', 'Use fetch in the app.'],
  [
    'python python3 pip ruby php java go cargo rustc gcc make docker',
    'Only JavaScript runs here.',
    'Use node with a JavaScript file.',
  ],
  [
    'apt apt-get brew sudo',
    'There is no system to install into.',
    'Use npm install for packages of the project.',
  ],
]

/** npm's line for a line of another package manager. */
const MANAGERS: ReadonlyMap<string, string> = new Map([
  ['add', 'install'],
  ['remove', 'uninstall'],
  ['rm', 'uninstall'],
  ['install', 'install'],
  ['i', 'install'],
  ['test', 'test'],
  ['start', 'start'],
  ['run', 'run'],
])

/** Commands that say why they cannot run, and end with 1. */
export function createRefusedCommands(): readonly RefusedCommand[] {
  const others = REFUSED.flatMap(([names, why, instead]) =>
    names.split(' ').map((name) => refused(name, () => `${why}\n${instead}`)),
  )
  const managers = ['pnpm', 'yarn', 'bun', 'pnpx', 'bunx', 'corepack'].map((name) =>
    refused(name, (args) => `The embedded engine installs with npm. Use: ${npmLine(name, args)}`),
  )
  return [...others, ...managers]
}

export interface RefusedCommand extends Command {
  /** The same as a Failure, for a program that is spawned by itself. */
  refusal(args: readonly string[]): Failure
}

function refused(name: string, why: (args: readonly string[]) => string): RefusedCommand {
  return {
    name,
    refusal: (args) => {
      const [message = '', ...hint] = why(args).split('\n')
      return new Failure('unsupported', `${name} cannot run here. ${message}`, {
        hint: hint.join('\n'),
      })
    },
    run: async ({ args, err }) => {
      err(`${name} cannot run in the embedded engine. ${why(args)}\n`)
      return 1
    },
  }
}

function npmLine(manager: string, args: readonly string[]): string {
  if (manager === 'pnpx' || manager === 'bunx') return ['npx', ...args].join(' ')
  const [first, ...rest] = args
  if (first === undefined) return 'npm install'
  const command = MANAGERS.get(first)
  if (command === undefined) return ['npm run', first, ...rest].join(' ')
  return ['npm', command, ...rest].join(' ')
}

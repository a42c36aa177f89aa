import type { Command, CommandContext, ShellOptions } from '../shell.ts'

/** `vite`: the engine's own dev server and build under Vite's command line. */
export function createVite({ serve, build }: Pick<ShellOptions, 'serve' | 'build'>): Command {
  return {
    name: 'vite',
    run: async (context) => {
      const { args } = context
      if (args.some((word) => word === '-v' || word === '--version')) {
        context.out('vite (Tabsmith’s embedded engine, which stands in for it)\n')
        return 0
      }
      if (args.some((word) => word === '-h' || word === '--help')) {
        context.out(USAGE)
        return 0
      }
      const [subcommand, ...rest] = args
      switch (subcommand) {
        case 'dev':
        case 'serve':
          return serve({ ...context, args: rest })
        case 'build':
          return build({ ...context, args: rest })
        case 'preview':
          return refuse(
            context,
            'vite preview serves dist over the network, which a browser tab cannot.\nUse npm run dev for the preview; download or publish the project to serve dist.',
          )
        case 'optimize':
          return refuse(
            context,
            'vite optimize is not needed: packages are bundled when they are first used.',
          )
        default:
          // `vite` alone, with flags, or with a root folder.
          return serve(context)
      }
    },
  }
}

function refuse(context: CommandContext, why: string): number {
  context.err(`${why}\n`)
  return 1
}

const USAGE = `vite [dev]   serves the project in the preview
vite build   writes dist
`

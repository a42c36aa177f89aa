export interface BuildFlags {
  readonly mode: string
  readonly base: string | undefined
  readonly outDir: string | undefined
}

const ALWAYS: ReadonlySet<string> = new Set(['--emptyOutDir', '--minify'])

/** The flags of `vite build` that mean something here; all others are refused by name. */
export function readBuildFlags(args: readonly string[]): BuildFlags | { readonly refused: string } {
  const flags = new Map<string, string>()
  for (let i = 0; i < args.length; i++) {
    const [name = '', inline] = (args[i] ?? '').split(/=(.*)/s)
    // `vite build .` names the project itself.
    if (name === '.' || name === './') continue
    // The folder is always emptied and what is written is always minified.
    if (ALWAYS.has(name) && (inline ?? 'true') === 'true') continue
    if (name === '--logLevel' || name === '-l') {
      if (inline === undefined) i++
      continue
    }
    if (!['--mode', '-m', '--base', '--outDir'].includes(name)) {
      return {
        refused: `vite build: the embedded engine does not know ${args[i] ?? ''}. It takes --mode, --base and --outDir; the WebContainer takes all of Vite's.`,
      }
    }
    const value = inline ?? args[++i]
    if (value === undefined) return { refused: `vite build: ${name} needs a value.` }
    flags.set(name === '-m' ? '--mode' : name, value)
  }
  const outDir = flags.get('--outDir')?.replace(/^\.\/|\/+$/g, '')
  if (outDir !== undefined && (outDir === '' || /(?:^|\/)\.\.(?:\/|$)|^\//.test(outDir))) {
    return { refused: 'vite build: --outDir must name a folder inside of the project.' }
  }
  return { mode: flags.get('--mode') ?? 'production', base: rooted(flags.get('--base')), outDir }
}

/** As Vite has it: with a slash at the end, and one in front unless it is relative or of a host. */
function rooted(base: string | undefined): string | undefined {
  if (base === undefined) return undefined
  if (base === '' || base === './') return './'
  const ended = base.endsWith('/') ? base : `${base}/`
  return /^(?:\/|[a-z]+:\/\/)/i.test(ended) ? ended : `/${ended}`
}

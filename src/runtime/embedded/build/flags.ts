export interface BuildFlags {
  readonly mode: string
  readonly base: string | undefined
  readonly outDir: string | undefined
}

/** The flags of `vite build` that mean something here; all others are refused by name. */
export function readBuildFlags(args: readonly string[]): BuildFlags | { readonly refused: string } {
  const flags = new Map<string, string>()
  for (let i = 0; i < args.length; i++) {
    const [name = '', inline] = (args[i] ?? '').split(/=(.*)/s)
    if (name === '--emptyOutDir' || name === '--minify' || name === '--logLevel') continue
    if (!['--mode', '-m', '--base', '--outDir'].includes(name)) {
      return {
        refused: `vite build: the embedded engine does not know ${name}. It takes --mode, --base and --outDir; the WebContainer takes all of Vite's.`,
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
  return { mode: flags.get('--mode') ?? 'production', base: flags.get('--base'), outDir }
}

import type * as Esbuild from 'esbuild-wasm'
import { parseId } from '../dev/module-id.ts'
import type { BundleContext } from './bundle-plugin.ts'

/** All style sheets of a build as one text, in the order in which the page meets them; '' for none. */
export async function writeStyles(
  context: BundleContext,
  metafile: Esbuild.Metafile,
  esbuild: Pick<typeof Esbuild, 'transform'>,
): Promise<string> {
  const texts: string[] = []
  for (const id of orderOf(metafile)) {
    const style = context.styles.get(id)
    if (!style) continue
    const addresses: string[] = []
    for (const specifier of style.assets) addresses.push(await addressOf(specifier, id, context))
    texts.push(
      style.pieces
        .map((piece) => (typeof piece === 'string' ? piece : (addresses[piece] ?? '')))
        .join(''),
    )
  }
  if (texts.length === 0) return ''
  const { code } = await esbuild.transform(importsFirst(texts.join('\n')), {
    loader: 'css',
    minify: true,
    charset: 'utf8',
    legalComments: 'none',
  })
  return code
}

/** Module ids in the order of their evaluation: what a module imports comes before it, later imports last. */
function orderOf({ inputs }: Esbuild.Metafile): string[] {
  const seen = new Set<string>()
  const order: string[] = []
  const later: string[] = []
  const visit = (key: string): void => {
    if (seen.has(key)) return
    seen.add(key)
    for (const { path, kind, external } of inputs[key]?.imports ?? []) {
      if (external) continue
      if (kind === 'dynamic-import') later.push(path)
      else visit(path)
    }
    order.push(key.replace(/^module:/, ''))
  }
  const targets = new Set(
    Object.values(inputs).flatMap(({ imports }) => imports.map(({ path }) => path)),
  )
  for (const key of Object.keys(inputs)) if (!targets.has(key)) visit(key)
  for (let key = later.shift(); key !== undefined; key = later.shift()) visit(key)
  for (const key of Object.keys(inputs)) visit(key)
  return order
}

/** The address of a file that a sheet names, as seen from the sheet's own file. */
async function addressOf(
  specifier: string,
  from: string,
  { resolver, space, assets }: BundleContext,
): Promise<string> {
  const found = await resolver.resolve(specifier, from)
  const parsed = found.ok ? parseId(found.id) : undefined
  const bytes = parsed?.kind === 'file' ? await space.bytes(parsed.path) : undefined
  if (parsed?.kind !== 'file' || !bytes) return specifier.replace(/\?url$/, '')
  const name = await assets.add(parsed.path, bytes)
  return `./${name}`
}

/** `@import` of other hosts counts only in front of everything else. */
function importsFirst(css: string): string {
  const imports: string[] = []
  const rest = css.replace(/@import\s+(?:url\([^)]*\)|"[^"]*"|'[^']*')[^;{}]*;/g, (rule) => {
    imports.push(rule)
    return ''
  })
  return [...imports, rest].join('\n')
}

import type { Root } from 'postcss'
import type { StyleRun } from './css-source.ts'
import { applyAlias, decodeAddress, resolveFrom } from './relative-path.ts'

const PARTS =
  /\/\*[\s\S]*?\*\/|(?<![\w-])url\(\s*(?=\S)(?:"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'|((?:[^\s"'()\\]|\\[\s\S])*))\s*\)|("(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*')/gi

const MARK = /__tabsmith_file_(\d+)__/

/** Text, or the number of one of StyleRun's assets: its address goes here. */
export type StylePiece = string | number

/**
 * Puts a mark in the place of every address in the sheet that means a file of
 * the project or of a package. Others (data, http, `#id`, files that are not
 * there) stay as written.
 */
export function markUrls(root: Root, path: string, run: StyleRun): void {
  root.walkDecls((declaration) => {
    if (!/url\(|image-set\(/i.test(declaration.value)) return
    const images = /image-set\(/i.test(declaration.value)
    declaration.value = declaration.value.replace(
      PARTS,
      (
        all: string,
        double?: string,
        single?: string,
        bare?: string,
        string?: string,
        at?: number,
      ) => {
        const written = double ?? single ?? bare
        if (written !== undefined) {
          const marked = markOf(written, path, run)
          return marked === undefined ? all : `url("${marked}")`
        }
        // In image-set() a plain string is an address, but for type("image/png").
        if (!images || string === undefined) return all
        if (/type\(\s*$/i.test(declaration.value.slice(0, at))) return all
        const marked = markOf(string.slice(1, -1), path, run)
        return marked === undefined ? all : `"${marked}"`
      },
    )
  })
}

/** A marked sheet in pieces, so that addresses can be put in. */
export function piecesOf(text: string, run: StyleRun): StylePiece[] {
  return text
    .split(MARK)
    .map((part, index) => {
      if (index % 2 === 0) return part
      return Number(part) < run.assets.length ? Number(part) : `__tabsmith_file_${part}__`
    })
    .filter((part) => part !== '')
}

function markOf(written: string, path: string, run: StyleRun): string | undefined {
  const address = written.replace(/\\([\s\S])/g, '$1')
  if (address.startsWith('__tabsmith_file_')) return undefined
  if (address === '' || /^(?:[a-z][a-z\d+.-]*:|\/\/|[#?])/i.test(address)) return undefined
  const [, file = '', query = '', hash = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(address) ?? []
  const specifier = specifierOf(decodeAddress(file), path, run)
  if (specifier === undefined) return undefined
  // `font.eot?#iefix` is an old trick; only Vite's own queries mean something.
  const kind = /^\?(?:no-)?inline$/.test(query) ? query : '?url'
  const full = specifier + kind
  const found = run.assets.indexOf(full)
  const index = found < 0 ? run.assets.push(full) - 1 : found
  return `__tabsmith_file_${index}__${hash.replace(/["\\\n]/g, encodeURIComponent)}`
}

/** What to import for a file; undefined when there is none such. */
function specifierOf(file: string, path: string, run: StyleRun): string | undefined {
  const { config } = run.around
  if (applyAlias(file, config.alias) !== undefined) return file
  if (file.startsWith('/')) {
    const inPublic = `${config.publicDir}${file}`
    return run.exists(file.slice(1)) || run.exists(inPublic) ? file : undefined
  }
  const target = resolveFrom(path, file)
  if (target !== undefined && (target.startsWith('node_modules/') || run.exists(target))) {
    return `/${target}`
  }
  // What does not exist may come; then the sheet is made anew.
  if (target !== undefined) run.dependencies.add(target)
  return /^@[\w.-]+\/[\w.-]+\//.test(file) ? file : undefined
}

import { CLIENT_MODULES } from '../module.ts'
import { assetOf } from './asset.ts'
import type { Style } from './css.ts'
import { exportedNames, nameExpression } from './css-modules.ts'
import { emitModule, isExportName, quote } from './emit.ts'
import type { Surroundings, Transformed } from './transform.ts'

/**
 * - `page`: puts the sheet into the page; a CSS Module exports its names.
 * - `text`: the default export is the sheet's text (`?inline`).
 * - `address`: the default export is an address of the sheet (`?url`).
 */
export type StyleUse = 'page' | 'text' | 'address'

/** A compiled sheet as a module. `id` names its `<style>` element. */
export function emitStyle(
  style: Style,
  id: string,
  use: StyleUse,
  around: Surroundings,
): Transformed {
  const made = emitUse(style, id, use, around)
  return style.warnings.length > 0 ? { ...made, warnings: style.warnings } : made
}

function emitUse(style: Style, id: string, use: StyleUse, around: Surroundings): Transformed {
  const more = { dependencies: style.dependencies, dependsOnAllText: style.tailwind }
  if (use === 'address' && style.assets.length === 0) {
    const bytes = new TextEncoder().encode(style.pieces.join(''))
    return { ...assetOf(bytes, 'text/css'), ...more }
  }
  if (use !== 'page') {
    const text = textOf(style, 0)
    const value =
      use === 'text' ? text : `URL.createObjectURL(new Blob([${text}], { type: 'text/css' }))`
    return emitModule({
      ...more,
      imports: style.assets,
      exports: new Map([['default', 'css']]),
      body: `const css = ${value}`,
    })
  }

  const imports: string[] = around.command === 'serve' ? [CLIENT_MODULES.client] : []
  const index = (specifier: string): number => {
    const at = imports.indexOf(specifier)
    return at < 0 ? imports.push(specifier) - 1 : at
  }
  const { exports, names } = namesOf(style, around, index)
  if (around.command === 'build') {
    // The builder makes a file of the sheet; the module is only its names.
    return {
      ...emitModule({ ...more, imports, exports, body: names }),
      style: { pieces: style.pieces, assets: style.assets },
    }
  }
  const first = imports.length
  return emitModule({
    ...more,
    imports: [...imports, ...style.assets],
    exports,
    body: [
      names,
      `$i[0].updateStyle(${quote(id)}, ${textOf(style, first)});`,
      // Whoever imports names must see the new ones, so a CSS Module does not accept itself.
      ...(style.names ? [] : ['$m.hot?.accept();']),
      `$m.hot?.prune(() => $i[0].removeStyle(${quote(id)}));`,
    ]
      .filter(Boolean)
      .join('\n'),
  })
}

function namesOf(
  style: Style,
  around: Surroundings,
  index: (specifier: string) => number,
): { readonly exports: ReadonlyMap<string, string>; readonly names: string } {
  if (!style.names) return { exports: new Map(), names: '' }
  const exports = new Map<string, string>([['default', 'names']])
  const lines: string[] = []
  for (const [name, parts] of exportedNames(style.names, around.config.css.modulesLocals)) {
    lines.push(`  [${quote(name)}]: ${nameExpression(parts, index)},`)
    if (isExportName(name)) exports.set(name, `names[${quote(name)}]`)
  }
  return { exports, names: `const names = {\n${lines.join('\n')}\n};` }
}

/** An expression for the text, with the addresses of the files it names; `first` is theirs in `$i`. */
function textOf(style: Style, first: number): string {
  const parts = style.pieces.map((piece) =>
    typeof piece === 'string' ? quote(piece) : `$i[${first + piece}].default`,
  )
  return parts.length === 0 ? '""' : parts.join(' + ')
}

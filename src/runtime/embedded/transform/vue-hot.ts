import { quote } from './emit.ts'
import type { Transformed } from './transform.ts'

interface HotParts {
  readonly id: string
  readonly file: string
  /** Stands for the compiled script. */
  readonly script: string
  /** Stands for the template and the styles. */
  readonly look: string
}

/**
 * The end of a component's module while it is being worked on. The component
 * that others import stays the same object for good; Vue's own records
 * (`__VUE_HMR_RUNTIME__`) change it in place. When only the template or the
 * styles differ, it is drawn anew and keeps its state; when the script differs,
 * or what it imports, it is made anew.
 */
export function hotCode({ id, file, script, look }: HotParts): string[] {
  return [
    `__made.__hmrId = ${quote(id)}`,
    `__made.__file = ${quote(file)}`,
    'const __hot = import.meta.hot',
    'const __component = __hot ? (__hot.data.component ??= __made) : __made',
    `const __vue = { made: __made, script: ${quote(script)}, look: ${quote(look)}, seen: {} }`,
    'export { __component as default, __vue }',
    'if (__hot && globalThis.__VUE_HMR_RUNTIME__) {',
    '  const records = globalThis.__VUE_HMR_RUNTIME__',
    `  records.createRecord(${quote(id)}, __component)`,
    '  __hot.dispose((data) => { data.component = __component })',
    '  __hot.accept((next) => {',
    '    const now = next?.__vue',
    '    if (!now) return',
    '    const sameScript = now.script === __vue.script && Object.keys(__vue.seen).every(',
    '      (name) => !(name in now.seen) || Object.is(now.seen[name], __vue.seen[name]))',
    // Elements that are there already would not get the mark of a scoped style.
    '    const sameScope = now.made.__scopeId === __vue.made.__scopeId',
    '    if (sameScript && sameScope && now.look !== __vue.look) {',
    '      __component.__cssModules = now.made.__cssModules',
    `      records.rerender(${quote(id)}, now.made.render)`,
    `    } else records.reload(${quote(id)}, now.made)`,
    '  })',
    '}',
  ]
}

/**
 * Notes what the script imports, as it is when the module runs: after a change
 * in one of those files the component must be made anew. Styles do not count.
 */
export function seenCode({ imports, names }: Transformed): string {
  const reads: string[] = []
  for (const [index, specifier] of imports.entries()) {
    if (/\?vue&type=style/.test(specifier)) continue
    for (const name of names?.[index] ?? []) {
      const key = quote(`${name} of ${specifier}`)
      reads.push(`[${key}]: () => $i[${index}][${quote(name)}]`)
    }
  }
  return [
    `for (const [name, read] of Object.entries({ ${reads.join(', ')} })) {`,
    // In a circle of imports something may not be there yet.
    '  try { __vue.seen[name] = read() } catch { __vue.seen[name] = undefined }',
    '}',
  ].join('\n')
}

/** Eight letters that stand for a text. */
export function hashOf(text: string): string {
  let one = 0xdeadbeef
  let two = 0x41c6ce57
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    one = Math.imul(one ^ code, 2654435761)
    two = Math.imul(two ^ code, 1597334677)
  }
  one = Math.imul(one ^ (one >>> 16), 2246822507) ^ Math.imul(two ^ (two >>> 13), 3266489909)
  return (one >>> 0).toString(16).padStart(8, '0')
}

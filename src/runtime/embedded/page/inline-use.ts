/** `<use href="/icons.svg#a">`: what it names is copied into the page, since a sandboxed one may not load it. */
import type { PageFiles } from './files.ts'

type Show = (element: Element, name: string, own: string, shown: string) => void

/** Symbols that were copied, by address and fragment. */
const copies = new Map<string, Promise<string | undefined>>()
const SVG = 'http://www.w3.org/2000/svg'

/** True when the address means another file, which is then looked for. */
export function inlineUse(
  element: Element,
  name: string,
  value: string,
  files: PageFiles,
  show: Show,
): boolean {
  const [address = '', fragment = ''] = value.split('#')
  if (address === '' || fragment === '') return false
  const path = files.pathOf(address)
  if (path === undefined && !address.startsWith('blob:')) return false
  const page = element.ownerDocument
  const copy = copies.get(value) ?? copySymbol(page, address, path, fragment, files)
  copies.set(value, copy)
  void copy.then((id) => {
    if (id === undefined) copies.delete(value)
    else show(element, name, value, `#${id}`)
  })
  return true
}

async function copySymbol(
  page: Document,
  address: string,
  path: string | undefined,
  fragment: string,
  files: PageFiles,
): Promise<string | undefined> {
  const text =
    path === undefined ? await (await fetch(address)).text() : await readText(path, files)
  if (text === undefined) return undefined
  const symbols = new DOMParser().parseFromString(text, 'image/svg+xml')
  const symbol = symbols.getElementById(decodeURIComponent(fragment))
  if (!symbol) return undefined
  const copy = page.importNode(symbol, true)
  copy.id = `tabsmith-use-${copies.size}-${fragment}`
  sheetOf(page).append(copy)
  return copy.id
}

async function readText(path: string, files: PageFiles): Promise<string | undefined> {
  const file = await files.read(path)
  return file.ok ? new TextDecoder().decode(file.bytes) : undefined
}

/** Behind the body's end, so that it is no child that an app's styles count. */
function sheetOf(page: Document): Element {
  const known = page.getElementById('tabsmith-symbols')
  if (known) return known
  const sheet = page.createElementNS(SVG, 'svg')
  sheet.id = 'tabsmith-symbols'
  sheet.setAttribute('aria-hidden', 'true')
  sheet.setAttribute('style', 'position:absolute;width:0;height:0;overflow:hidden')
  page.documentElement.append(sheet)
  return sheet
}

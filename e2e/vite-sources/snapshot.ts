/** What is compared of a page; taken in the page itself, so it must not use anything from outside. */
export interface Snapshot {
  readonly title: string
  readonly path: string
  readonly head: readonly string[]
  /** One line per element or text, indented. */
  readonly body: readonly string[]
}

export async function takeSnapshot(): Promise<Snapshot> {
  const properties = [
    'display', 'position', 'color', 'background-color', 'background-image', 'background-size',
    'font-size', 'font-weight', 'font-family', 'font-style', 'line-height', 'text-align',
    'text-transform', 'text-decoration-line', 'margin', 'padding', 'border', 'border-radius',
    'width', 'height', 'opacity', 'transform', 'box-shadow', 'gap', 'grid-template-columns',
    'flex-direction', 'justify-content', 'align-items', 'visibility', 'z-index', 'overflow',
    'list-style-image', 'mask-image', 'cursor', 'content', 'filter', 'transition-duration',
  ] // prettier-ignore

  /** Addresses differ by host and build: their content counts. */
  const contents = new Map<string, Promise<string>>()
  const contentOf = (address: string): Promise<string> => {
    const known = contents.get(address)
    if (known) return known
    const read = async (): Promise<string> => {
      try {
        const response = await fetch(address)
        if (!response.ok) return `[status ${response.status}]`
        const bytes = new Uint8Array(await response.arrayBuffer())
        // A picture inside a data: address has its line breaks and quotes written otherwise.
        const text = new TextDecoder().decode(bytes)
        const plain = text.includes('<svg') ? text.replace(/\s+/g, ' ').replace(/"/g, "'") : text
        let hash = 0
        for (const letter of plain.trim()) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) | 0
        return `[${plain.trim().length} characters, ${hash}]`
      } catch {
        return '[unreachable]'
      }
    }
    const reading = read()
    contents.set(address, reading)
    return reading
  }

  const replaceAsync = async (
    text: string,
    pattern: RegExp,
    make: (match: RegExpMatchArray) => Promise<string>,
  ): Promise<string> => {
    let result = ''
    let end = 0
    for (const match of text.matchAll(pattern)) {
      result += text.slice(end, match.index) + (await make(match))
      end = match.index + match[0].length
    }
    return result + text.slice(end)
  }

  /** Names that compilers make up: of CSS Modules, of scoped styles, of bound variables. */
  const plainNames = (text: string): string =>
    text
      .replace(/\b_([\w-]+?)_[\w-]{5,8}_\d+\b/g, '$1')
      .replace(/\b(?:svelte|s)-[a-z0-9]{5,8}\b/g, 'svelte-*')
      .replace(/\bdata-v-[0-9a-f]{7,8}\b/g, 'data-v-*')
      .replace(/--[0-9a-f]{7,8}-\w+/g, '--v*')
      .replace(/--v[0-9a-f]{7,8}\b/g, '--v*')

  const addresses = (text: string): Promise<string> =>
    replaceAsync(
      text,
      /url\((?:"([^"]*)"|'([^']*)'|([^"')]+))\)/g,
      async ([, double, single, bare]) => {
        const address = double ?? single ?? bare ?? ''
        return `url(${address.startsWith('#') ? address : await contentOf(address)})`
      },
    )

  const stylesOf = async (element: Element, pseudo?: string): Promise<string> => {
    const style = getComputedStyle(element, pseudo)
    const parts = properties.map((name) => `${name}: ${style.getPropertyValue(name)}`)
    return plainNames(await addresses(parts.join('; ')))
  }

  const attributesOf = async (element: Element): Promise<string> => {
    const parts: string[] = []
    for (const { name, value } of [...element.attributes]) {
      if (name === 'href' && element.localName === 'use') continue
      const isAddress =
        /^(?:src|poster|data)$/.test(name) ||
        (name === 'href' && /^(?:link|use|image)$/i.test(element.localName)) ||
        (name === 'href' && /^(?:blob:|data:)/.test(value))
      const [base, hash] = value.split('#')
      const shown =
        name === 'srcset' || name === 'imagesrcset'
          ? await replaceAsync(value, /\S+(?=\s+[\d.]+[xw])/g, ([address]) => contentOf(address))
          : isAddress && base
            ? (await contentOf(base)) + (hash === undefined ? '' : `#${hash}`)
            : await addresses(value)
      // The order in which a list of classes grew is of no account; the names are.
      parts.push(plainNames(`${name}="${shown}"`))
    }
    return parts.sort().join(' ')
  }

  const lines: string[] = []
  const skipped = /^(?:script|style|vite-error-overlay|template)$/
  const walk = async (node: Node, depth: number): Promise<void> => {
    const indent = '  '.repeat(depth)
    if (node instanceof Text) {
      const text = node.data.replace(/\s+/g, ' ').trim()
      if (text !== '') lines.push(`${indent}${plainNames(text)}`)
      return
    }
    // The engine puts the symbols of other files there, and into its own pictures.
    if (!(node instanceof Element) || skipped.test(node.localName)) return
    if (node.id === 'tabsmith-symbols') return
    lines.push(`${indent}<${node.localName} ${await attributesOf(node)}>`)
    lines.push(`${indent}  { ${await stylesOf(node)} }`)
    for (const pseudo of ['::before', '::after', '::placeholder', '::marker']) {
      const { content } = getComputedStyle(node, pseudo)
      if (pseudo.length < 9 && content !== 'none' && content !== 'normal') {
        lines.push(`${indent}  ${pseudo} { ${await stylesOf(node, pseudo)} }`)
      }
    }
    if (node instanceof HTMLInputElement) lines.push(`${indent}  value ${node.value}`)
    if (node instanceof HTMLImageElement) {
      await node.decode().catch(() => undefined)
      lines.push(`${indent}  picture ${node.naturalWidth}x${node.naturalHeight}`)
    }
    for (const child of node.childNodes) await walk(child, depth + 1)
    if (node.shadowRoot)
      for (const child of node.shadowRoot.childNodes) await walk(child, depth + 1)
  }

  const head: string[] = []
  for (const element of document.head.querySelectorAll('meta, link, base')) {
    const isPart =
      element instanceof HTMLLinkElement && /stylesheet|modulepreload/.test(element.rel)
    if (isPart || element.getAttribute('http-equiv') === 'Content-Security-Policy') continue
    head.push(`<${element.localName} ${await attributesOf(element)}>`)
  }
  await walk(document.documentElement, 0)
  const bodyStart = lines.findIndex((line) => line.startsWith('  <body'))
  return {
    title: document.title,
    path: location.pathname + location.search + location.hash,
    head: head.sort(),
    body: [...lines.slice(0, 2), ...lines.slice(bodyStart)],
  }
}

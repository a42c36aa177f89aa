/** Longer open blocks are cut at a line, so that re-rendering the open block stays cheap. In characters. */
const MAX_OPEN = 8_000

/** A piece of Markdown that renders the same alone as among its neighbours. */
export type Block =
  | { readonly kind: 'prose'; readonly source: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }

/** Cuts growing Markdown into blocks. The work per character does not depend on what came before. */
export interface Splitter {
  /** Blocks that will never change again. Grows in place. */
  readonly settled: readonly Block[]
  /** The block that is still growing, as it stands. */
  open(): Block | undefined
  append(text: string): void
  /** Settles what is open. Nothing may be appended afterwards. */
  end(): void
}

interface Fence {
  readonly mark: '`' | '~'
  readonly length: number
  readonly indent: number
  readonly language: string
}

const listMarker = /^(?:[-+*]|\d{1,9}[.)])(?:\s|$)/
const fenceStart = /^( {0,3})(`{3,}|~{3,})[ \t]*([^\s{]*)(.*)$/

export function createSplitter(): Splitter {
  const settled: Block[] = []
  /** Whole lines of the open block, with their line ends. */
  let lines = ''
  /** The last line, which has no end yet. */
  let partial = ''
  let fence: Fence | undefined
  let afterBlank = false
  let hasList = false

  function settle() {
    if (fence) {
      settled.push({ kind: 'code', language: fence.language, text: lines.replace(/\n$/, '') })
      fence = undefined
    } else if (lines.trim()) {
      settled.push({ kind: 'prose', source: lines })
    }
    lines = ''
    afterBlank = hasList = false
  }

  function takeFencedLine(line: string, within: Fence) {
    if (closes(line, within)) settle()
    else lines += unindent(line, within.indent) + '\n'
  }

  function takeLine(line: string) {
    if (fence) {
      takeFencedLine(line, fence)
      return
    }
    const started = startFence(line)
    // An indented fence after a list belongs to the list's last item.
    if (started && !(started.indent > 0 && hasList)) {
      settle()
      fence = started
      return
    }
    if (!line.trim()) {
      afterBlank = true
      lines += '\n'
      return
    }
    const isItem = listMarker.test(line)
    const continues = /^[ \t]/.test(line) || (isItem && hasList)
    if (afterBlank && !continues) settle()
    afterBlank = false
    hasList ||= isItem
    lines += line + '\n'
    if (lines.length > MAX_OPEN) settle()
  }

  /** A line of prose without an end in sight is cut at a space. */
  function cutLongLine() {
    while (!fence && partial.length > MAX_OPEN) {
      const space = partial.lastIndexOf(' ', MAX_OPEN)
      const cut = space > 0 ? space + 1 : MAX_OPEN
      takeLine(partial.slice(0, cut))
      settle()
      partial = partial.slice(cut)
    }
  }

  return {
    settled,
    open() {
      if (fence) {
        const unseen = !partial || couldClose(partial, fence)
        const text = unseen ? lines.replace(/\n$/, '') : lines + unindent(partial, fence.indent)
        return { kind: 'code', language: fence.language, text }
      }
      const source = lines + partial
      return source.trim() ? { kind: 'prose', source } : undefined
    },
    append(text) {
      let from = 0
      for (;;) {
        const end = text.indexOf('\n', from)
        partial += text.slice(from, end < 0 ? undefined : end)
        cutLongLine()
        if (end < 0) return
        takeLine(partial.endsWith('\r') ? partial.slice(0, -1) : partial)
        partial = ''
        from = end + 1
      }
    },
    end() {
      if (partial) takeLine(partial)
      partial = ''
      settle()
    },
  }
}

function startFence(line: string): Fence | undefined {
  const match = fenceStart.exec(line)
  if (!match) return undefined
  const [, indent = '', marks = '', language = '', rest = ''] = match
  const mark = marks.startsWith('`') ? '`' : '~'
  // ```like this``` is code within a paragraph.
  if (mark === '`' && (language + rest).includes('`')) return undefined
  return { mark, length: marks.length, indent: indent.length, language }
}

function closes(line: string, fence: Fence): boolean {
  const trimmed = line.trim()
  return couldClose(line, fence) && trimmed.length >= fence.length
}

function couldClose(line: string, { mark }: Fence): boolean {
  const trimmed = line.trim()
  if (!trimmed || /^ {4}/.test(line)) return false
  return trimmed === mark.repeat(trimmed.length)
}

function unindent(line: string, indent: number): string {
  let at = 0
  while (at < indent && line[at] === ' ') at++
  return line.slice(at)
}

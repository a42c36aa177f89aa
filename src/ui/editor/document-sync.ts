import { asFailure, type Failure } from '#failure.ts'
import { decodeText, encodeText, type ChangeEvent, type Workspace } from '#workspace/workspace.ts'
import { lineEnding, mergeText, minimalChange, withPlainLines, type TextChange } from './merge.ts'

/** How long typing rests before it becomes a change of the workspace, in milliseconds. */
export const FLUSH_DELAY = 200
/** The longest that typing without a rest waits, in milliseconds. */
export const MAX_DELAY = 1000

/** What was changed elsewhere could not be joined with what the person typed. */
export interface Clash {
  readonly origin: ChangeEvent['origin']
  /** The other version; undefined: the file was deleted. */
  readonly theirs: string | undefined
}

/** The editor's side of one open file. Texts have `\n` line ends. */
export interface DocumentPort {
  text(): string
  /** Changes the document without counting as typing. */
  change(change: TextChange): void
  /** The typed text was kept; `theirs` is what it stands against. */
  clashed(clash: Clash): void
  /** The workspace refused the text; it stays in the editor and is tried again with the next edit. */
  refused(failure: Failure): void
  /** The file is gone, or is no longer text; nothing typed was lost. */
  closed(): void
  /** Typed text is in the document and not yet in the workspace, or no longer. */
  waiting(isWaiting: boolean): void
}

/** Keeps one open document and its file in the workspace the same. */
export interface DocumentSync {
  /** The person typed. */
  edited(): void
  /** Writes what was typed, now. */
  flush(): void
  /** Gives the file up for the other version of a clash. */
  take(clash: Clash): void
  /** Flushes and stops listening. */
  dispose(): void
}

/**
 * `text` is what the document holds at the start. A change from elsewhere is
 * put into the document as one small change. While typing waits to be
 * written, both are joined line by line; where that is impossible the typed
 * text wins and `clashed` is told, so nothing a person typed is ever lost.
 */
export function createDocumentSync(
  workspace: Workspace,
  path: string,
  port: DocumentPort,
): DocumentSync {
  const before = workspace.text(path) ?? ''
  let ending = lineEnding(before)
  let base = withPlainLines(before)
  let dirty = false
  /** When the oldest of what waits was typed. Milliseconds since the epoch. */
  let typedAt = 0
  let writing = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const unlisten = workspace.onChange(received)

  function setDirty(isDirty: boolean): void {
    if (dirty === isDirty) return
    dirty = isDirty
    typedAt = Date.now()
    port.waiting(isDirty)
  }

  function put(text: string): void {
    const bytes = encodeText(ending === '\n' ? text : text.replaceAll('\n', ending))
    writing = true
    try {
      workspace.apply([{ type: 'write', path, bytes }], 'user')
      base = text
    } catch (thrown) {
      setDirty(true)
      port.refused(asFailure(thrown))
    } finally {
      writing = false
    }
  }

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (!dirty) return
    setDirty(false)
    put(port.text())
  }

  function received(event: ChangeEvent): void {
    if (writing) return
    const change = event.changes.find((each) => each.path === path)
    if (!change) return
    const text = change.after && decodeText(change.after)
    // A formatter may have changed the line ends: the next keystroke must not bring the old ones back.
    if (text !== undefined) ending = lineEnding(text)
    const theirs = text === undefined ? undefined : withPlainLines(text)
    if (dirty) join(theirs, event.origin)
    else if (theirs === undefined) port.closed()
    else replace(theirs)
  }

  function replace(text: string): void {
    const change = minimalChange(port.text(), text)
    base = text
    if (change) port.change(change)
  }

  function join(theirs: string | undefined, origin: ChangeEvent['origin']): void {
    const mine = port.text()
    const merged = theirs === undefined ? undefined : mergeText(base, mine, theirs)
    if (merged === undefined) port.clashed({ origin, theirs })
    else replace(merged)
    // Not inside this listener: others would hear of the next change before this one.
    queueMicrotask(flush)
  }

  return {
    edited() {
      setDirty(true)
      clearTimeout(timer)
      timer = setTimeout(flush, Math.min(FLUSH_DELAY, typedAt + MAX_DELAY - Date.now()))
    },
    flush,
    take({ theirs }) {
      clearTimeout(timer)
      setDirty(false)
      if (theirs === undefined) {
        if (workspace.has(path)) workspace.apply([{ type: 'delete', path }], 'user')
        return
      }
      replace(theirs)
      put(theirs)
    },
    dispose() {
      unlisten()
      flush()
    },
  }
}

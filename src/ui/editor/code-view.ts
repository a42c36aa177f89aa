import { forceParsing, language as languageFacet, type LanguageSupport } from '@codemirror/language'
import { Annotation, EditorState, Transaction, type StateEffect } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { Failure } from '#failure.ts'
import type { Workspace } from '#workspace/workspace.ts'
import { createDocumentSync, type Clash, type DocumentSync } from './document-sync.ts'
import { LARGE_BYTES } from './file-kind.ts'
import { COLOUR_LIMIT, createGrowingDocument, type GrowingDocument } from './growing-document.ts'
import { loadLanguage } from './language.ts'
import type { LiveFile } from './live-files.ts'
import { withPlainLines } from './merge.ts'
import { parseInSlices } from './parse-slices.ts'
import { editing, viewing } from './setup.ts'

/** Longest wait for colours when a file is put up, in milliseconds; the rest is parsed in slices. */
const PARSE_BUDGET = 25

export interface CodeViewPort {
  clashed(path: string, clash: Clash): void
  refused(path: string, failure: Failure): void
  /** Something typed is not in the workspace yet, or everything is. */
  waiting(isWaiting: boolean): void
  /** From 1. */
  cursorMoved(line: number, column: number): void
}

export interface CodeView {
  /**
   * Shows a text file that the workspace holds, or one that is still arriving.
   * Resolves with false when another call overtook it.
   */
  show(path: string, live: LiveFile | undefined): Promise<boolean>
  /** Puts the cursor at a line (from 1) of the file that is shown. */
  reveal(line: number): void
  /** The file that is arriving has grown. */
  grew(): void
  /** Gives up what was typed for the other version. */
  take(path: string, clash: Clash): void
  /** Forgets the files that are no longer open. */
  keepOnly(paths: readonly string[]): void
  /** Writes everything that was typed, now. */
  flush(): void
  dispose(): void
}

interface Buffer {
  state: EditorState
  scroll: StateEffect<unknown> | undefined
  readonly sync: DocumentSync
}

export interface CodeViewOptions {
  /** Shows files and follows their changes, but takes no typing. */
  readonly readOnly?: boolean
}

const fromElsewhere = Annotation.define<true>()

/** One editor for all open files; each keeps its cursor, undo history and scroll position. */
export function createCodeView(
  parent: HTMLElement,
  workspace: Workspace,
  port: CodeViewPort,
  { readOnly = false }: CodeViewOptions = {},
): CodeView {
  const buffers = new Map<string, Buffer>()
  let view: EditorView | undefined
  let shown: { path: string; buffer: Buffer } | undefined
  let growing: GrowingDocument | undefined
  /** Grows with every call of `show`; an older one that waited for its grammar gives up. */
  let request = 0

  function stateOf(path: string, buffer: Buffer): EditorState {
    return view && shown?.path === path ? view.state : buffer.state
  }

  function openBuffer(path: string, text: string, language: LanguageSupport | undefined): Buffer {
    const sync = createDocumentSync(workspace, path, {
      text: () => stateOf(path, buffer).doc.toString(),
      change(changes) {
        const spec = {
          changes,
          annotations: [fromElsewhere.of(true), Transaction.addToHistory.of(false)],
        }
        if (view && shown?.path === path) view.dispatch(spec)
        else buffer.state = buffer.state.update(spec).state
      },
      clashed: (clash) => port.clashed(path, clash),
      refused: (failure) => port.refused(path, failure),
      closed: () => closeBuffer(path),
      waiting: (isWaiting) => port.waiting(isWaiting),
    })
    const listener = EditorView.updateListener.of((update) => {
      const typed = update.transactions.some(
        (each) => each.docChanged && each.annotation(fromElsewhere) === undefined,
      )
      if (typed) sync.edited()
      if (update.docChanged || update.selectionSet) tellCursor(update.state)
    })
    const blur = EditorView.domEventHandlers({ blur: () => sync.flush() })
    const large = (workspace.bytes(path)?.length ?? 0) > LARGE_BYTES
    const state = EditorState.create({
      doc: withPlainLines(text),
      extensions: [
        readOnly ? viewing : editing,
        language && !large ? language : [],
        listener,
        blur,
      ],
    })
    const buffer: Buffer = { state, scroll: undefined, sync }
    buffers.set(path, buffer)
    return buffer
  }

  function closeBuffer(path: string): void {
    const buffer = buffers.get(path)
    buffers.delete(path)
    if (shown?.path === path) shown = undefined
    buffer?.sync.dispose()
  }

  function tellCursor(state: EditorState): void {
    const { head } = state.selection.main
    const line = state.doc.lineAt(head)
    port.cursorMoved(line.number, head - line.from + 1)
  }

  function putAway(): void {
    growing?.stop()
    growing = undefined
    if (!view || !shown) return
    const { buffer } = shown
    buffer.state = view.state
    buffer.scroll = view.scrollSnapshot()
    shown = undefined
    buffer.sync.flush()
  }

  function putUp(state: EditorState, scroll: StateEffect<unknown> | undefined): EditorView {
    if (view) view.setState(state)
    else view = new EditorView({ state, parent })
    if (scroll) view.dispatch({ effects: scroll })
    return view
  }

  function showGrowing(file: LiveFile, language: LanguageSupport | undefined): void {
    if (growing?.file === file) return
    putAway()
    growing = createGrowingDocument(file, language ?? [])
    growing.attach(putUp(growing.state, undefined))
  }

  function showFile(path: string, language: LanguageSupport | undefined): void {
    if (shown?.path === path && !growing) return
    const text = workspace.text(path)
    if (text === undefined) return
    // The finished file takes over where the reader was in the growing one.
    const scroll = growing?.file.path === path ? view?.scrollSnapshot() : undefined
    putAway()
    const buffer = buffers.get(path) ?? openBuffer(path, text, language)
    const shownView = putUp(buffer.state, scroll ?? buffer.scroll)
    shown = { path, buffer }
    // A longer one grew without colours, so it may wait for them.
    if (shownView.state.doc.length <= COLOUR_LIMIT) {
      forceParsing(shownView, shownView.viewport.to, PARSE_BUDGET)
    }
    // Without a grammar there is nothing to parse, for ever.
    if (shownView.state.facet(languageFacet)) {
      parseInSlices(shownView, () => shown?.buffer === buffer)
    }
    tellCursor(shownView.state)
  }

  return {
    async show(path, live) {
      const mine = ++request
      const language = await loadLanguage(path)
      if (mine !== request) return false
      if (live) showGrowing(live, language)
      else showFile(path, language)
      return true
    },
    reveal(number) {
      if (!view || !shown) return
      const { doc } = view.state
      const line = doc.line(Math.min(Math.max(number, 1), doc.lines))
      view.dispatch({
        selection: { anchor: line.from },
        effects: EditorView.scrollIntoView(line.from, { y: 'center' }),
      })
      view.focus()
    },
    grew: () => growing?.grew(),
    take(path, clash) {
      const buffer = buffers.get(path)
      buffer?.sync.take(clash)
    },
    keepOnly(paths) {
      for (const path of buffers.keys()) if (!paths.includes(path)) closeBuffer(path)
    },
    flush: () => buffers.forEach((buffer) => buffer.sync.flush()),
    dispose() {
      request++
      putAway()
      for (const path of buffers.keys()) closeBuffer(path)
      view?.destroy()
    },
  }
}

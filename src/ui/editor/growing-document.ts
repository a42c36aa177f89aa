import { Compartment, EditorState, type Extension, type StateEffect } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { LiveFile } from './live-files.ts'
import { withPlainLines } from './merge.ts'
import { growing } from './setup.ts'

/**
 * Colours stop here while a file grows, in UTF-16 units: parsing costs time
 * with every frame and the reader only sees the last lines. They come back
 * with the finished file.
 */
export const COLOUR_LIMIT = 48 * 1024

/** How close to the end, in pixels, counts as reading along. */
const END_MARGIN = 48

export interface GrowingDocument {
  readonly file: LiveFile
  readonly state: EditorState
  /** More has arrived: it is shown with the next animation frame. Costs nothing but a flag. */
  grew(): void
  /** Follows the end in the view that now shows `state`. */
  attach(view: EditorView): void
  stop(): void
}

/** A read-only document that takes in a stream, at most once a frame, always by appending. */
export function createGrowingDocument(file: LiveFile, language: Extension): GrowingDocument {
  const colours = new Compartment()
  let coloured = true
  let read = 0
  let following = true
  let frame: number | undefined
  let shownIn: EditorView | undefined

  function takeNew(): string {
    const text = file.chunks.slice(read).join('')
    read = file.chunks.length
    return withPlainLines(text)
  }

  function append(): void {
    frame = undefined
    const view = shownIn
    const insert = takeNew()
    if (!view || insert === '') return
    const { doc } = view.state
    const tooLong: boolean = coloured && doc.length + insert.length > COLOUR_LIMIT
    if (tooLong) coloured = false
    view.dispatch({
      changes: { from: doc.length, insert },
      effects: tooLong ? colours.reconfigure([]) : [],
    })
    // An update of its own: CodeMirror clips a scroll target to the text before the change.
    if (following) view.dispatch({ effects: lastLine(view.state) })
  }

  /** Shows its start, so that a long one does not scroll sideways. */
  function lastLine({ doc }: EditorState): StateEffect<unknown> {
    return EditorView.scrollIntoView(doc.line(doc.lines).from, { y: 'end', yMargin: 24 })
  }

  function atEnd(view: EditorView): boolean {
    const { scrollHeight, scrollTop, clientHeight } = view.scrollDOM
    return scrollHeight - scrollTop - clientHeight < END_MARGIN
  }

  // Only the reader's own hand counts: our appending scrolls too.
  const reading = EditorView.domEventHandlers({
    wheel: (event, view) => void (following = event.deltaY >= 0 && (following || atEnd(view))),
    touchmove: (_event, view) => void (following = atEnd(view)),
    mousedown: (event, view) => void (following &&= event.target !== view.scrollDOM),
    keydown: (event, view) => {
      if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) following = false
      else if (event.key === 'End') following = true
      else if (event.key === 'PageDown') following = atEnd(view)
    },
  })

  const doc = takeNew()
  coloured = doc.length <= COLOUR_LIMIT
  const state = EditorState.create({
    doc,
    extensions: [growing, reading, colours.of(coloured ? language : [])],
  })

  return {
    file,
    state,
    grew() {
      if (shownIn) frame ??= requestAnimationFrame(append)
    },
    attach(view) {
      shownIn = view
      view.dispatch({ effects: lastLine(view.state) })
      frame ??= requestAnimationFrame(append)
    },
    stop() {
      shownIn = undefined
      if (frame !== undefined) cancelAnimationFrame(frame)
    },
  }
}

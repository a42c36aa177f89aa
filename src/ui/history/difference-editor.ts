import { MergeView, unifiedMergeView } from '@codemirror/merge'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { LARGE_BYTES } from '../editor/file-kind.ts'
import { loadLanguage } from '../editor/language.ts'
import { withPlainLines } from '../editor/merge.ts'
import { viewing } from '../editor/setup.ts'
import { differenceTheme } from './difference-theme.ts'

export type Layout = 'split' | 'inline'

/** The two texts of a file; one that is not there is undefined. */
export interface TextDifference {
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** Long enough for any edit; two texts that have nothing in common are shown as replaced. */
const comparing = {
  collapseUnchanged: { margin: 3, minSize: 6 },
  gutter: true,
  /** `timeout` in milliseconds. */
  diffConfig: { scanLimit: 1000, timeout: 200 },
}

/**
 * Draws a difference into `parent` once its grammar is there. Resolves with what removes it,
 * or undefined when `signal` was aborted before.
 */
export async function drawDifference(
  parent: HTMLElement,
  difference: TextDifference,
  { layout, signal }: { readonly layout: Layout; readonly signal: AbortSignal },
): Promise<(() => void) | undefined> {
  const { path } = difference
  const language = await loadLanguage(path)
  if (signal.aborted) return undefined
  const before = difference.before === undefined ? undefined : withPlainLines(difference.before)
  const after = difference.after === undefined ? undefined : withPlainLines(difference.after)
  const isLarge = Math.max(before?.length ?? 0, after?.length ?? 0) > LARGE_BYTES

  const named = (label: string): Extension => [
    EditorView.contentAttributes.of({ 'aria-label': label }),
    // Before the editor's own look, which it changes.
    differenceTheme,
    viewing,
    EditorView.lineWrapping,
    language && !isLarge ? language : [],
  ]

  if (before === undefined || after === undefined) {
    const whole = after === undefined ? 'cm-wholeRemoved' : 'cm-wholeAdded'
    const text = after ?? before ?? ''
    const view = new EditorView({
      parent,
      // The end of the last line is no line of its own that came or went.
      doc: text.replace(/\n$/, ''),
      extensions: [
        named(after === undefined ? `${path}, deleted` : `${path}, new`),
        EditorView.editorAttributes.of({ class: whole }),
      ],
    })
    return () => view.destroy()
  }
  if (layout === 'split') {
    const view = new MergeView({
      ...comparing,
      parent,
      a: { doc: before, extensions: named(`${path}, before`) },
      b: { doc: after, extensions: named(`${path}, after`) },
    })
    return () => view.destroy()
  }
  const view = new EditorView({
    parent,
    doc: after,
    extensions: [
      named(`Changes in ${path}`),
      unifiedMergeView({ ...comparing, original: before, mergeControls: false }),
    ],
  })
  return () => view.destroy()
}

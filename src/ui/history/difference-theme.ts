import { EditorState, type Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'

/** Marks inside a line are the line's own colour, stronger. */
const added = 'color-mix(in oklab, var(--ok) 22%, transparent)'
const removed = 'color-mix(in oklab, var(--bad) 18%, transparent)'

/** A sign before each changed line, so that colour does not speak alone. In the room before the text. */
const sign = (content: string, color: string) => ({
  content: `"${content}"`,
  position: 'absolute',
  left: '3px',
  color,
  fontWeight: '600',
})

/**
 * Selectors are as long as those of the merge package's own theme, or they would lose to them.
 * Side by side, `cm-merge-a` is the older side; inline, the only editor is `cm-merge-b`.
 */
const look = EditorView.theme({
  '.cm-content': { padding: '4px 0 16px' },
  '.cm-line, .cm-deletedChunk .cm-deletedLine': { position: 'relative', padding: '0 12px 0 16px' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '34px', padding: '0 4px 0 6px' },

  '&.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--diff-add)' },
  '&.cm-merge-b .cm-changedLine::before': sign('+', 'var(--ok)'),
  '&.cm-merge-a .cm-changedLine': { backgroundColor: 'var(--diff-del)' },
  '&.cm-merge-a .cm-changedLine::before': sign('−', 'var(--bad)'),
  '&.cm-merge-b .cm-deletedChunk': { padding: '0', backgroundColor: 'var(--diff-del)' },
  '.cm-deletedChunk .cm-deletedLine::before': sign('−', 'var(--bad)'),

  '&.cm-merge-b.cm-editor .cm-changedText': {
    borderRadius: '2px',
    background: added,
  },
  '&.cm-merge-a.cm-editor .cm-changedText': {
    borderRadius: '2px',
    background: removed,
  },
  '&.cm-merge-b.cm-editor .cm-deletedChunk .cm-deletedText': {
    borderRadius: '2px',
    background: removed,
  },

  '&.cm-editor .cm-gutter.cm-changeGutter': { width: '3px', padding: '0' },
  '&.cm-merge-b.cm-editor .cm-changedLineGutter': { background: 'var(--ok)' },
  '&.cm-merge-a.cm-editor .cm-changedLineGutter': { background: 'var(--bad)' },
  '&.cm-merge-b.cm-editor .cm-deletedLineGutter': { background: 'var(--bad)' },

  '&.cm-editor .cm-collapsedLines': {
    padding: '3px 12px 3px 16px',
    borderBlock: '1px solid var(--line)',
    background: 'var(--well)',
    color: 'var(--ink-3)',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--text-s)',
  },
  '&.cm-editor .cm-collapsedLines:hover': { color: 'var(--ink-1)' },
  '&.cm-editor .cm-collapsedLines::before, &.cm-editor .cm-collapsedLines::after': {
    content: 'none',
  },

  '&.cm-wholeAdded .cm-line': { backgroundColor: 'var(--diff-add)' },
  '&.cm-wholeAdded .cm-line::before': sign('+', 'var(--ok)'),
  '&.cm-wholeRemoved .cm-line': { backgroundColor: 'var(--diff-del)' },
  '&.cm-wholeRemoved .cm-line::before': sign('−', 'var(--bad)'),
})

export const differenceTheme: Extension = [
  look,
  EditorState.phrases.of({ '$ unchanged lines': '$ lines that are the same. Click to show them.' }),
]

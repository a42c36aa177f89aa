import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import {
  crosshairCursor,
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
  WidgetType,
} from '@codemirror/view'
import { theme } from './theme.ts'

/** The search panel's words, as the rest of the workbench spells them. */
const phrases = {
  next: 'Next',
  previous: 'Previous',
  all: 'Select all',
  'match case': 'Match case',
  regexp: 'Pattern',
  'by word': 'Whole word',
  replace: 'Replace',
  'replace all': 'Replace all',
  close: 'Close search',
}

const shared: Extension = [
  EditorState.phrases.of(phrases),
  lineNumbers(),
  highlightSpecialChars(),
  drawSelection(),
  search({ top: true }),
  keymap.of(searchKeymap),
  EditorView.contentAttributes.of({ 'aria-label': 'Editor', spellcheck: 'false' }),
  theme,
]

/** A file that can be edited. Two spaces a level, as in the templates. */
export const editing: Extension = [
  shared,
  history(),
  indentUnit.of('  '),
  EditorState.tabSize.of(2),
  EditorState.allowMultipleSelections.of(true),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ icons: false }),
  rectangularSelection(),
  crosshairCursor(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  keymap.of([
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...historyKeymap,
    ...completionKeymap,
    indentWithTab,
  ]),
]

/** A text that is only read. */
export const viewing: Extension = [
  shared,
  EditorState.readOnly.of(true),
  EditorView.editable.of(false),
  EditorView.contentAttributes.of({ tabindex: '0' }),
]

class HotCaret extends WidgetType {
  override eq(): boolean {
    return true
  }
  toDOM(): HTMLElement {
    const caret = document.createElement('span')
    caret.className = 'cm-hotCaret'
    caret.ariaHidden = 'true'
    return caret
  }
}

const hotLine = Decoration.line({ class: 'cm-hotLine' })
const hotCaret = Decoration.widget({ widget: new HotCaret(), side: 1 })

/** A file that is still arriving: read-only, with ember where it grows. */
export const growing: Extension = [
  viewing,
  EditorView.decorations.compute(['doc'], ({ doc }) =>
    Decoration.set([hotLine.range(doc.line(doc.lines).from), hotCaret.range(doc.length)]),
  ),
]

import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const syntax = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.self, tags.null, tags.bool],
    color: 'var(--code-keyword)',
  },
  {
    tag: [tags.string, tags.special(tags.string), tags.regexp, tags.attributeValue],
    color: 'var(--code-string)',
  },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
    color: 'var(--code-fn)',
  },
  {
    tag: [tags.typeName, tags.className, tags.namespace, tags.heading],
    color: 'var(--code-type)',
  },
  { tag: [tags.number, tags.unit, tags.color, tags.atom], color: 'var(--code-number)' },
  { tag: [tags.tagName, tags.angleBracket], color: 'var(--code-tag)' },
  { tag: [tags.attributeName], color: 'var(--code-attr)' },
  { tag: [tags.comment, tags.meta], color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: [tags.link, tags.url], color: 'var(--steel)', textDecoration: 'underline' },
  { tag: tags.strong, fontWeight: '600' },
  { tag: [tags.emphasis], fontStyle: 'italic' },
  { tag: tags.heading, fontWeight: '600' },
  { tag: tags.invalid, color: 'var(--bad)' },
])

/** Only custom properties, so that one theme serves both faces. */
const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--sheet)', color: 'var(--ink-1)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-mono)',
    fontSize: 'var(--text-code)',
    lineHeight: 'var(--leading-code)',
    fontVariantLigatures: 'none',
  },
  '.cm-content': { padding: '6px 0 40px', caretColor: 'var(--ink-1)' },
  '.cm-line': { padding: '0 16px 0 4px' },
  '.cm-gutters': {
    backgroundColor: 'var(--sheet)',
    color: 'var(--ink-3)',
    border: 'none',
    fontVariantNumeric: 'tabular-nums',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '42px', padding: '0 12px 0 8px' },
  '.cm-activeLine': { backgroundColor: 'var(--code-line)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--code-line)', color: 'var(--ink-1)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink-1)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground':
    { backgroundColor: 'light-dark(#cfe3f1, #2b4a60)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--press)',
    outline: '1px solid var(--line-strong)',
  },
  '.cm-nonmatchingBracket': { color: 'var(--bad)' },
  '.cm-searchMatch': { backgroundColor: 'var(--ask-wash)', outline: '1px solid var(--ask)' },
  '.cm-searchMatch-selected': {
    backgroundColor: 'var(--steel-wash)',
    outlineColor: 'var(--steel)',
  },
  '.cm-selectionMatch': { backgroundColor: 'var(--press)' },
  '.cm-revealed': { backgroundColor: 'var(--steel-wash)' },
  '.cm-hotLine': {
    backgroundColor: 'var(--ember-wash)',
    boxShadow: 'inset 2px 0 var(--ember)',
  },
  '.cm-hotCaret': {
    display: 'inline-block',
    width: '7px',
    height: '14px',
    marginLeft: '1px',
    verticalAlign: '-2px',
    borderRadius: '1px',
    backgroundColor: 'var(--ember)',
  },
})

const panels = EditorView.theme({
  '.cm-panels': {
    backgroundColor: 'var(--well)',
    color: 'var(--ink-2)',
    fontFamily: 'var(--font-ui)',
    fontSize: 'var(--text-s)',
  },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panel.cm-search': {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '6px',
    padding: '8px 36px 8px 12px',
  },
  '.cm-panel.cm-search br': { flexBasis: '100%', content: '""' },
  '.cm-panel.cm-search label': {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '5px',
    fontSize: 'inherit',
  },
  '.cm-textfield': {
    height: '26px',
    margin: '0',
    padding: '0 8px',
    border: '1px solid var(--line-control)',
    borderRadius: 'var(--r-2)',
    backgroundColor: 'var(--sheet)',
    color: 'var(--ink-1)',
    fontSize: 'var(--text-code)',
    fontFamily: 'var(--font-mono)',
  },
  '.cm-textfield:focus-visible': { outline: 'var(--ring)', outlineOffset: '-1px' },
  '.cm-button': {
    height: '26px',
    margin: '0',
    padding: '0 9px',
    border: '1px solid var(--line-strong)',
    borderRadius: '5px',
    backgroundImage: 'none',
    backgroundColor: 'var(--sheet)',
    color: 'var(--ink-1)',
    fontSize: 'var(--text-s)',
    fontWeight: '500',
    cursor: 'pointer',
  },
  '.cm-button:hover': { borderColor: 'var(--line-control)' },
  '.cm-button:active': { backgroundImage: 'none' },
  '.cm-panel.cm-search [name=close]': {
    top: '8px',
    right: '10px',
    width: '26px',
    height: '26px',
    borderRadius: '5px',
    color: 'var(--ink-2)',
    fontSize: '16px',
    cursor: 'pointer',
  },
  '.cm-panel.cm-search [name=close]:hover': { backgroundColor: 'var(--hover)' },
  '.cm-tooltip': {
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--r-3)',
    backgroundColor: 'var(--raised)',
    color: 'var(--ink-1)',
    boxShadow: 'var(--lift-2)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--font-mono)',
    fontSize: 'var(--text-code)',
    padding: '4px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
    padding: '3px 8px',
    borderRadius: '5px',
    lineHeight: '1.5',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--steel-wash)',
    color: 'var(--ink-1)',
  },
  '.cm-completionIcon': { color: 'var(--ink-3)' },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal' },
})

export const theme: Extension = [look, panels, syntaxHighlighting(syntax)]

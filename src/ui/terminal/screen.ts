import { FitAddon } from '@xterm/addon-fit'
import { WebLinksAddon } from '@xterm/addon-web-links'
import { Terminal } from '@xterm/xterm'
import '@xterm/xterm/css/xterm.css'
import type { TerminalSize } from '#runtime/runtime.ts'
import { onFaceChange, terminalColours } from './colours.ts'

/** The mark that WebContainer's shell puts around prompts: ESC ]654;…BEL. It is never text. */
const SHELL_MARK = 654
const SCROLLBACK = 5000

export interface Screen {
  write(text: string): void
  clear(): void
  focus(): void
  size(): TerminalSize
  dispose(): void
}

export interface ScreenOptions {
  /** What is typed or pasted. Without it, nothing can be typed. */
  readonly onInput?: (text: string) => void
  readonly onResize?: (size: TerminalSize) => void
}

/** A terminal that fills `parent`, in the colours of the page. Everything of xterm hangs on this module. */
export function createScreen(parent: HTMLElement, options: ScreenOptions): Screen {
  const style = getComputedStyle(parent)
  const terminal = new Terminal({
    fontFamily: style.fontFamily,
    fontSize: parseFloat(style.fontSize),
    lineHeight: 1.35,
    scrollback: SCROLLBACK,
    theme: terminalColours(parent),
    disableStdin: options.onInput === undefined,
    cursorBlink: false,
    cursorInactiveStyle: options.onInput ? 'outline' : 'none',
    convertEol: true,
    minimumContrastRatio: 4.5,
  })
  const fit = new FitAddon()
  terminal.loadAddon(fit)
  terminal.loadAddon(
    new WebLinksAddon((_event, address) => window.open(address, '_blank', 'noopener,noreferrer')),
  )
  terminal.parser.registerOscHandler(SHELL_MARK, () => true)
  terminal.attachCustomKeyEventHandler((event) => !isClipboardKey(event, terminal))
  terminal.onData((text) => options.onInput?.(text))
  terminal.open(parent)

  // A hidden terminal has no size; fitting would make it two columns wide.
  const refit = () => {
    if (parent.clientWidth > 0 && parent.clientHeight > 0) fit.fit()
  }
  refit()
  // Only later changes: the first size is there to be asked for.
  terminal.onResize((size) => options.onResize?.(size))
  const observer = new ResizeObserver(refit)
  observer.observe(parent)
  const stopFaces = onFaceChange(() => (terminal.options.theme = terminalColours(parent)))

  return {
    write: (text) => terminal.write(text),
    clear: () => terminal.reset(),
    focus: () => terminal.focus(),
    size: () => ({ cols: terminal.cols, rows: terminal.rows }),
    dispose() {
      observer.disconnect()
      stopFaces()
      terminal.dispose()
    },
  }
}

/**
 * True for the keys that are the clipboard's here: copy when something is
 * selected (without a selection, Ctrl+C interrupts the program), and paste,
 * which the browser then does itself.
 */
function isClipboardKey(event: KeyboardEvent, terminal: Terminal): boolean {
  if (event.type !== 'keydown' || !(event.ctrlKey || event.metaKey)) return false
  const key = event.key.toLowerCase()
  if (key === 'v') return true
  if (key !== 'c' || !terminal.hasSelection()) return false
  // A refusal needs no word: the selection is still there to be copied by the menu.
  void navigator.clipboard.writeText(terminal.getSelection()).catch(() => undefined)
  event.preventDefault()
  return true
}

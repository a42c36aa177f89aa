import type { ITheme } from '@xterm/xterm'

/** Which token paints which colour of a terminal. */
const TOKENS = {
  background: '--sheet',
  foreground: '--ink-1',
  cursor: '--ink-1',
  cursorAccent: '--sheet',
  black: '--ink-3',
  red: '--bad',
  green: '--ok',
  yellow: '--ask',
  blue: '--code-fn',
  magenta: '--code-keyword',
  cyan: '--code-type',
  white: '--ink-2',
  brightBlack: '--ink-3',
  brightRed: '--bad',
  brightGreen: '--ok',
  brightYellow: '--ask',
  brightBlue: '--steel',
  brightMagenta: '--code-keyword',
  brightCyan: '--code-type',
  brightWhite: '--ink-1',
} as const satisfies ITheme

/** The tokens as plain colours of the current face: xterm paints them itself and knows no custom properties. */
export function terminalColours(inside: HTMLElement): ITheme {
  const probe = inside.ownerDocument.createElement('i')
  probe.hidden = true
  inside.append(probe)
  const resolve = (value: string) => {
    probe.style.color = value
    return getComputedStyle(probe).color
  }
  const theme: ITheme = Object.fromEntries(
    Object.entries(TOKENS).map(([name, token]) => [name, resolve(`var(${token})`)]),
  )
  theme.selectionBackground = resolve('light-dark(#cfe3f1, #2b4a60)')
  probe.remove()
  return theme
}

/** Calls back whenever the page changes its face. Gives a function that ends it. */
export function onFaceChange(listener: () => void): () => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  dark.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    dark.removeEventListener('change', listener)
  }
}

/** What compiled modules import from CLIENT_MODULES.client. */
import type { ModuleId } from '../module.ts'

export interface Styles {
  /** Puts a style sheet on the page, or replaces it where it stands. */
  updateStyle(id: ModuleId, css: string): void
  removeStyle(id: ModuleId): void
}

/** Sheets stand at the end of the head, in the order in which they were first imported. */
export function createStyles(page: Document): Styles {
  const sheets = new Map<ModuleId, HTMLStyleElement>()
  let last: HTMLStyleElement | undefined
  return {
    updateStyle(id, css) {
      const known = sheets.get(id)
      if (known) {
        if (known.textContent !== css) known.textContent = css
        return
      }
      const sheet = page.createElement('style')
      sheet.setAttribute('type', 'text/css')
      sheet.setAttribute('data-vite-dev-id', id)
      sheet.textContent = css
      // What the app itself puts into the head later stays behind them, as with Vite.
      if (last?.isConnected) last.after(sheet)
      else page.head.append(sheet)
      last = sheet
      sheets.set(id, sheet)
    },
    removeStyle(id) {
      const sheet = sheets.get(id)
      if (sheet === last) last = undefined
      sheet?.remove()
      sheets.delete(id)
    },
  }
}

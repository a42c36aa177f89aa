/** Says why there is no page. The workbench has a sheet for it; this is for when it is not shown. */
import type { CompileProblem } from '../module.ts'
import { placeOf } from './engine.ts'

const ID = 'tabsmith-problem'

/** Shows a problem where nothing else is on the page; takes it away when there is none. */
export function showProblem(page: Document, problem: CompileProblem | undefined): void {
  page.getElementById(ID)?.remove()
  if (!problem || !isBlank(page)) return
  const sheet = page.createElement('div')
  sheet.id = ID
  // A root of its own, so that the app's styles do not reach it.
  const root = sheet.attachShadow({ mode: 'open' })
  const text = page.createElement('pre')
  text.textContent = [placeOf(problem), problem.message, problem.frame]
    .filter((part) => part !== '')
    .join('\n\n')
  text.style.cssText =
    'margin:0;padding:24px;font:13px/1.5 ui-monospace,monospace;white-space:pre-wrap;color:#1c1d20;background:#fff;color-scheme:light'
  root.append(text)
  page.body.append(sheet)
}

function isBlank({ body }: Document): boolean {
  return body.innerText.trim() === '' && !body.querySelector('img,svg,canvas,video,input,button')
}

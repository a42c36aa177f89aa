/** What leaves the page: links and forms stay below the host's folder, and new windows are refused aloud. */

type View = Window & typeof globalThis

/** `folder` is where Tabsmith lies on its host, without the last slash; '' at the top. */
export function keepLinksBelow(view: View, folder: string): void {
  let isSaid = false
  function sayOnce(): void {
    if (isSaid) return
    isSaid = true
    view.console.warn('This preview cannot open windows or tabs: its sandbox does not let it.')
  }
  view.open = () => {
    sayOnce()
    return null
  }

  /** On the window, so that the app's own handlers (a router's) have had their say. */
  view.addEventListener('click', (event) => {
    const link = linkOf(event, view)
    if (!link || event.defaultPrevented || event.button !== 0) return
    if (/^_(?:blank|new)$/i.test(link.target) || event.ctrlKey || event.metaKey || event.shiftKey) {
      sayOnce()
      return
    }
    if (folder === '' || link.hasAttribute('download') || link.origin !== view.location.origin)
      return
    const { pathname, search } = view.location
    if (link.hash !== '' && link.pathname === pathname && link.search === search) return
    event.preventDefault()
    view.location.assign(folder + link.pathname + link.search + link.hash)
  })

  if (folder === '') return
  view.addEventListener('submit', (event) => {
    const form = event.target
    if (event.defaultPrevented || !(form instanceof view.HTMLFormElement)) return
    const target = new URL(form.getAttribute('action') ?? view.location.href, view.document.baseURI)
    if (form.method !== 'get' || target.origin !== view.location.origin) return
    event.preventDefault()
    const fields = new URLSearchParams()
    for (const [name, value] of new view.FormData(form, event.submitter)) {
      fields.append(name, typeof value === 'string' ? value : value.name)
    }
    view.location.assign(`${folder}${target.pathname}?${fields.toString()}`)
  })
}

function linkOf(event: Event, view: View): HTMLAnchorElement | undefined {
  const found = event.composedPath().find((node) => node instanceof view.HTMLAnchorElement)
  return found?.hasAttribute('href') ? found : undefined
}

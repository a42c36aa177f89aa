import { expect } from '@playwright/test'
import { page, show, type Source } from './source.ts'

export const routing: Source = {
  name: 'history routing: links, push, replace, back, query and hash',
  shows: 'route /',
  files: {
    'index.html': page(
      '/src/main.ts',
      '<nav><a href="/about?tab=1#part">About</a><a href="./deep/er/">Deep</a><a href="#hash">Hash</a></nav><div id="app"></div>',
    ),
    'src/show.ts': show,
    'src/main.ts': `const app = document.querySelector('#app')!
const log: string[] = []
const draw = () => { app.innerHTML = ''; const p = document.createElement('p'); p.textContent = 'route ' + location.pathname + location.search + location.hash + ' state ' + JSON.stringify(history.state) + ' log ' + log.join(); app.append(p) }
addEventListener('popstate', () => { log.push('pop'); draw() })
addEventListener('hashchange', (event) => { log.push('hash ' + new URL(event.newURL).hash); draw() })
document.querySelector('nav')!.addEventListener('click', (event) => {
  const link = (event.target as Element).closest('a')
  if (!link || link.hash === '#hash') return
  event.preventDefault()
  history.pushState({ from: location.pathname }, '', link.href)
  draw()
})
history.replaceState({ first: true }, '')
draw()
`,
  },
  act: async (shown) => {
    await shown.getByText('About').click()
    await expect(shown.locator('#app')).toContainText('route /about?tab=1#part state {"from":"/"}')
    await shown.getByText('Deep').click()
    await expect(shown.locator('#app')).toContainText('route /deep/er/')
    await shown.getByText('Hash').click()
    await expect(shown.locator('#app')).toContainText('route /deep/er/#hash')
    await shown.locator('body').evaluate(() => history.go(-2))
    await expect(shown.locator('#app')).toContainText('route /about?tab=1#part')
  },
}

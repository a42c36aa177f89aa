import { show, svg, redPng, type Source } from './source.ts'

export const publicFiles: Source = {
  name: 'public files in the page, in src, in fetch and in CSS',
  shows: 'all done',
  files: {
    'index.html': `<!doctype html>
<html>
  <head>
    <meta charset="utf-8">
    <title>Public</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <script src="/plain.js"></script>
  </head>
  <body>
    <img src="/icon.svg" alt="in the page"><img src="/deep/dot.png" alt="png">
    <svg width="20" height="20"><use href="/sprite.svg#star"></use></svg>
    <div id="app"></div>
    <script type="module" src="/src/main.ts"></script>
  </body>
</html>
`,
    'public/icon.svg': svg('gold'),
    'public/sprite.svg':
      '<svg xmlns="http://www.w3.org/2000/svg"><symbol id="star" viewBox="0 0 10 10"><circle r="5" cx="5" cy="5"/></symbol></svg>\n',
    'public/plain.js': 'window.plain = "classic script of " + document.currentScript.tagName\n',
    'public/data.json': '{ "answer": 42 }\n',
    'public/deep/dot.png': redPng,
    'public/a file.txt': 'with a space',
    'src/show.ts': show,
    'src/style.css':
      '#app { background: url(/icon.svg); } p { background: url("/deep/dot.png") }\n',
    'src/main.ts': `import './style.css'
import icon from '/icon.svg'
import { done, show } from './show'
declare global { interface Window { plain: string } }
show('classic', window.plain)
const response = await fetch('/data.json')
show('fetch', [response.status, response.ok, response.headers.get('content-type')?.split(';')[0] ?? null, await response.json()])
show('relative', (await (await fetch('./data.json')).json()).answer)
show('request', await (await fetch(new Request(new URL('/a%20file.txt', location.href)))).text())
show('head', (await fetch('/data.json', { method: 'HEAD' })).status)
const missing = await fetch('/nothing-here.json', { headers: { accept: 'application/json' } })
show('missing', missing.ok ? (await missing.text()).includes('<html') : missing.status)
const xhr = new XMLHttpRequest()
await new Promise((resolve) => { xhr.onload = resolve; xhr.open('GET', '/data.json'); xhr.responseType = 'json'; xhr.send() })
show('xhr', [xhr.status, xhr.response])
for (const src of [icon, '/deep/dot.png', import.meta.env.BASE_URL + 'icon.svg']) {
  const image = document.createElement('img')
  image.setAttribute('src', src)
  document.body.append(image)
}
const made = document.createElement('div')
made.innerHTML = '<img src="/icon.svg" width=30><div style="background-image: url(/icon.svg); height: 9px"></div>'
document.body.append(made)
done()
`,
  },
}

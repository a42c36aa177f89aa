import { svg, type Source } from './source.ts'

export const htmlPage: Source = {
  name: 'index.html: several scripts, inline ones, styles, links, meta',
  shows: 'inline module of the page',
  build: 'everywhere',
  files: {
    'index.html': `<!DOCTYPE html>
<html lang="fr" class="no-js" data-theme='dark'>
  <head>
    <meta charset="UTF-8">
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <meta property="og:title" content="A &quot;title&quot;">
    <meta name="theme-color" content="#123456">
    <title>A page &amp; more</title>
    <link rel="stylesheet" href="/src/page.css">
    <link rel="icon" type="image/svg+xml" href="/src/icon.svg" />
    <style>
      body { margin: 0; background: rgb(250, 250, 240) }
      .no-js .hint { display: none }
    </style>
    <script>document.documentElement.className = 'js'; window.order = ['classic in head']</script>
    <script type="module">window.order.push('module in head')</script>
  </head>
  <body class="page" onload="window.loaded = true">
    <!-- a comment -->
    <noscript>No scripts</noscript>
    <p class="hint">hint</p>
    <img src="/src/icon.svg" alt="icon"><img src="./src/icon.svg" srcset="/src/icon.svg 1x" alt="set">
    <template id="row"><li class="row">row</li></template>
    <ul id="list"></ul>
    <pre id="out">
</pre>
    <script>window.order.push('classic in body ' + (document.currentScript !== null) + document.querySelectorAll('img').length)</script>
    <script type="module" src="/src/one.js"></script>
    <script type="module">
      import { two } from '/src/two.ts'
      import './src/late.css'
      window.order.push('inline ' + two)
      document.getElementById('list').append(document.getElementById('row').content.cloneNode(true))
      document.getElementById('out').textContent = window.order.join('\\n') + '\\n' + document.readyState + '\\ninline module of the page'
    </script>
    <script type="application/json" id="data">{ "a": "</b>" }</script>
    <script>document.write('<p id="written">written</p>')</script>
    <button onclick="this.textContent = 'clicked'">press</button>
    <table><tr><td>cell</table>
  </body>
</html>
`,
    'src/icon.svg': svg('salmon'),
    'src/page.css':
      '.page { font-family: monospace; color: rgb(60, 60, 60) } .hint { color: rgb(0, 0, 255) }\n',
    'src/late.css': '.row { color: rgb(255, 0, 255) }\n',
    'src/one.js': `window.order.push('one ' + JSON.parse(document.getElementById('data').textContent).a)
`,
    'src/two.ts': `export const two: string = 'two'
declare global { interface Window { order: string[] } }
window.order.push('two runs')
`,
  },
  act: async (shown) => {
    await shown.getByRole('button', { name: 'press' }).click()
    await shown.getByRole('button', { name: 'clicked' }).waitFor()
  },
}

import { page, svg, type Source } from './source.ts'

export const cssImport: Source = {
  name: '@import in CSS: relative, media, layer, supports, url() of each file',
  shows: 'imports styled',
  build: true,
  files: {
    'index.html': page(
      '/src/main.js',
      '<div id="app"><p class="a">imports styled</p><p class="b">b</p><p class="c">c</p><p class="d">d</p><p class="e">e</p></div>',
    ),
    'vite.config.js': `import path from 'node:path'
export default { resolve: { alias: { '@styles': path.resolve(import.meta.dirname, 'src/styles') } } }
`,
    'src/main.js': `import './index.css'
`,
    'src/index.css': `@layer low, high;
@import './styles/a.css';
@import url("styles/b.css") layer(low);
@import './styles/c.css' (min-width: 100px);
@import './styles/d.css' screen and (min-width: 5000px);
@import '@styles/e.css' layer(high) supports(display: grid);
.b { color: rgb(3, 3, 3) }
p { margin: 3px }
`,
    'src/styles/a.css': `@import './deep/more.css';
.a { background: url('../pictures/a.svg') no-repeat; color: rgb(1, 1, 1) }
`,
    'src/styles/deep/more.css': `.a, .e { color: red; padding: 11px; background-image: url(../../pictures/a.svg) }
`,
    'src/styles/b.css': '.b { color: red; font-weight: 700; text-transform: uppercase }\n',
    'src/styles/c.css': '.c { color: rgb(5, 5, 5); border: 1px solid }\n',
    'src/styles/d.css': '.d { color: red }\n',
    'src/styles/e.css': '.e { opacity: 0.5 }\n',
    'src/pictures/a.svg': svg('teal'),
  },
}

import { page, svg, redPng, type Source } from './source.ts'

export const assets: Source = {
  name: 'pictures and fonts as imports, in url() and in new URL()',
  shows: 'pictures',
  build: 'everywhere',
  files: {
    'index.html': page(
      '/src/main.js',
      '<div id="app"><p class="back">pictures</p><ul><li>item</li></ul><i class="mask"></i><b class="set"></b></div>',
    ),
    'src/main.js': `import './style.css'
import logo from './logo.svg'
import dot from './pictures/dot.png'
const app = document.querySelector('#app')
const add = (src, alt) => {
  const image = new Image()
  image.src = src
  image.alt = alt
  app.append(image)
}
add(logo, 'logo')
add(dot, 'dot')
add(new URL('./pictures/big one.svg', import.meta.url).href, 'new URL')
const name = 'dot'
add(new URL(\`./pictures/\${name}.png\`, import.meta.url), 'template')
const set = document.createElement('img')
set.srcset = dot + ' 1x'
app.append(set)
app.style.backgroundImage = 'url("' + logo + '")'
`,
    'src/style.css': `.back { background: url(./logo.svg), url("data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"); padding: 30px }
li { list-style-image: url('/src/pictures/dot.png') }
.mask { display: block; width: 20px; height: 20px; background: black; mask-image: url("pictures/big one.svg") }
.set { display: block; height: 9px; background-image: image-set(url('./pictures/dot.png') 1x, url('./logo.svg') 2x) }
@font-face { font-family: Own; src: url('./own.woff2') format('woff2'), local('Arial') }
.back { font-family: Own, sans-serif; cursor: url(./pictures/dot.png) 1 1, pointer; filter: url(#none) }
`,
    'src/logo.svg': svg('olive'),
    'src/pictures/big one.svg': svg('crimson') + '<!-- ' + 'long '.repeat(1_200) + '-->',
    'src/pictures/dot.png': redPng,
    'src/own.woff2': [0x77, 0x4f, 0x46, 0x32, 0, 1, 0, 0],
  },
}

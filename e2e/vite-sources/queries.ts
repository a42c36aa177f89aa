import { page, show, svg, redPng, type Source } from './source.ts'

export const queries: Source = {
  name: '?raw, ?url, ?inline and ?no-inline',
  shows: 'all done',
  build: true,
  files: {
    'index.html': page('/src/main.ts'),
    'src/show.ts': show,
    'src/poem.txt': 'Roses are `red`,\n${violets} are \\blue.\n',
    'src/sheet.css': 'p { color: rgb(0, 100, 0) }\n',
    'src/other.css': 'p { background-color: rgb(240, 240, 200) }\n',
    'src/code.js': 'throw new Error("never run")\n',
    'src/logo.svg': svg('navy'),
    'src/dot.png': redPng,
    'src/main.ts': `import poem from './poem.txt?raw'
import code from './code.js?raw'
import sheet from './sheet.css?inline'
import otherSheet from './other.css?url'
import logoText from './logo.svg?raw'
import logo from './logo.svg?url'
import dot from './dot.png?inline'
import kept from './dot.png?no-inline'
import poemUrl from './poem.txt?url'
import { done, show } from './show'
show('raw', poem)
show('code', code)
show('sheet', sheet.replace(/[\\s;]/g, ''))
show('logo', logoText.trim())
show('inline', dot.startsWith('data:image/png;base64,'))
show('kept', kept.startsWith('data:'))
show('fetched', await (await fetch(poemUrl)).text())
const style = document.createElement('style')
style.textContent = sheet
document.head.append(style)
const link = document.createElement('link')
link.rel = 'stylesheet'
link.href = otherSheet
await new Promise((resolve) => { link.onload = resolve; document.head.append(link) })
for (const source of [logo, dot, kept]) {
  const image = document.createElement('img')
  image.src = source
  document.querySelector('#app')!.append(image)
}
done()
`,
  },
}

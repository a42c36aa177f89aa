import { page, show, type Source } from './source.ts'

export const json: Source = {
  name: 'JSON: default, named, namespace, dynamic',
  shows: 'all done',
  files: {
    'index.html': page('/src/main.ts'),
    'src/show.ts': show,
    'src/data.json':
      '{ "name": "data", "list": [1, 2, { "x": null }], "a-b": true, "class": "word", "__proto__": 4, "unicode": "\\u2028é" }\n',
    'src/list.json': '[1, "two", false]\n',
    'src/main.ts': `import data, { name, list } from './data.json'
import * as all from './data.json'
import numbers from './list.json'
import text from './data.json?raw'
import withAttribute from './list.json' with { type: 'json' }
import { done, show } from './show'
show('default', data['a-b'])
show('named', [name, list])
show('namespace', Object.keys(all).filter((key) => key !== '__proto__').sort())
show('array', numbers)
show('attribute', withAttribute.length)
show('raw', text)
show('dynamic', (await import('./list.json')).default)
show('unicode', data.unicode.length)
done()
`,
  },
}

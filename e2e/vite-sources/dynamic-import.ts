import { page, show, type Source } from './source.ts'

export const dynamicImport: Source = {
  name: 'dynamic import: literal, template, nested, failing',
  shows: 'all done',
  build: true,
  files: {
    'index.html': page('/src/main.ts'),
    'src/show.ts': show,
    'src/pages/home.ts': `export default 'home page'
`,
    'src/pages/about.ts': `export default 'about page'
export const extra = await import('../deep/nested').then((module) => module.nested)
`,
    'src/deep/nested.ts': `import './nested.css'
export const nested = 'nested ' + (await import('./leaf')).leaf
`,
    'src/deep/nested.css': 'p[data-name="template"] { color: rgb(200, 0, 100); }\n',
    'src/deep/leaf.ts': `export const leaf = 'leaf'
`,
    'src/broken.ts': `throw new TypeError('broken on purpose')
`,
    'src/main.ts': `import { done, show } from './show'
const literal = await import('./pages/home')
show('literal', literal.default)
show('same', literal === (await import('./pages/home.ts')))
for (const name of ['about', 'home']) {
  const module = await import(\`./pages/\${name}.ts\`)
  show('template', [module.default, module.extra ?? null])
}
await import('./broken').catch((error: Error) => show('error', error.name + ' ' + error.message))
await import('./broken').catch((error: Error) => show('again', error.message))
const unknown = 'missing'
await import(\`./pages/\${unknown}.ts\`).catch((error: Error) => show('unknown', error instanceof Error))
const { default: home } = await import(/* @vite-ignore */ './pages/home')
show('destructured', home)
const lazy = () => import('./deep/leaf')
show('lazy', (await lazy()).leaf)
const [a, b] = await Promise.all([import('./pages/home'), lazy()])
show('together', [a.default, b.leaf])
done()
`,
  },
}

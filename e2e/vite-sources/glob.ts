import { page, show, svg, type Source } from './source.ts'

export const glob: Source = {
  name: 'import.meta.glob: lazy, eager, named, queries, negative, bases',
  shows: 'all done',
  build: true,
  files: {
    'index.html': page('/src/main.ts'),
    'src/show.ts': show,
    'src/posts/one.md': '# One\n',
    'src/posts/two.md': '# Two\n',
    'src/posts/draft.md': '# Draft\n',
    'src/parts/a.ts': `export const setup = 'setup a'
export default 'default a'
`,
    'src/parts/b.ts': `export const setup = 'setup b'
export default 'default b'
`,
    'src/parts/deep/c.ts': `export const setup = 'setup c'
export default 'default c'
`,
    'src/parts/.hidden.ts': 'export default 1\n',
    'src/icons/x.svg': svg('pink'),
    'src/main.ts': `import { done, show } from './show'
const lazy = import.meta.glob('./parts/*.ts')
show('lazy', await Promise.all(Object.entries(lazy).map(async ([path, load]) => [path, (await load() as any).default])))
const eager = import.meta.glob<{ setup: string }>('./parts/**/*.ts', { eager: true })
show('eager', Object.entries(eager).map(([path, module]) => path + '=' + module.setup))
show('named', import.meta.glob('./parts/*.ts', { import: 'setup', eager: true }))
show('default', await import.meta.glob('./parts/*.ts', { import: 'default' })['./parts/b.ts']())
show('raw', import.meta.glob(['./posts/*.md', '!**/draft.md'], { query: '?raw', import: 'default', eager: true }))
show('absolute', Object.keys(import.meta.glob('/src/posts/{one,two}.md', { query: '?raw' })))
show('urls', Object.keys(import.meta.glob('./icons/*.svg', { query: '?url', import: 'default', eager: true })))
show('base', Object.keys(import.meta.glob('./**/*.ts', { base: './parts' })))
show('none', import.meta.glob('./nothing/*.ts'))
const { './parts/a.ts': a } = import.meta.glob('./parts/a.ts', { eager: true, import: 'default' }) as Record<string, string>
show('destructured', a)
done()
`,
  },
}

import { page, show, type Source } from './source.ts'

export const builtins: Source = {
  name: 'Node builtins, which are left out for browsers',
  shows: 'all done',
  files: {
    'index.html': page('/src/main.ts'),
    'src/show.ts': show,
    'src/main.ts': `import { done, show } from './show'
const fs = await import('node:fs')
show('import', typeof fs.default)
try { show('use', typeof (fs.default as any).readFileSync) } catch (error) { show('use', (error as Error).message.replace('node:', '').slice(0, 45)) }
show('globals', [typeof (globalThis as any).Buffer, typeof (globalThis as any).global, typeof (globalThis as any).process, typeof (globalThis as any).require])
done()
`,
  },
}

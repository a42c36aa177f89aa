import { page, show, type Source } from './source.ts'

export const errors: Source = {
  name: 'errors that are logged, thrown and rejected',
  shows: 'all done',
  files: {
    'index.html': page('/src/main.ts'),
    'src/show.ts': show,
    'src/main.ts': `import { done, show } from './show'
addEventListener('error', (event) => show('error event', [event.message, event.error.name, event.lineno > 0]))
addEventListener('unhandledrejection', (event) => { show('rejection', (event.reason as Error).message); event.preventDefault() })
console.error('logged %s', 'text', { a: 1 })
console.warn('warned')
setTimeout(() => { throw new RangeError('thrown later') })
void Promise.reject(new Error('rejected'))
await new Promise((resolve) => setTimeout(resolve, 30))
show('stack', (new Error('here').stack ?? '').includes('main.ts'))
done()
`,
  },
}

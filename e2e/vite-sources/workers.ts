import { page, show, type Source } from './source.ts'

export const workers: Source = {
  name: 'web workers: new URL, ?worker, ?worker&inline, imports inside',
  shows: 'all done',
  build: true,
  files: {
    'index.html': page('/src/main.ts'),
    'vite.config.ts': `export default { worker: { format: 'es' } }
`,
    'src/show.ts': show,
    'src/sum.ts': `export const sum = (list: number[]) => list.reduce((a, b) => a + b, 0)
`,
    'src/adder.ts': `import { sum } from './sum'
import data from './data.json'
self.onmessage = async ({ data: list }: MessageEvent<number[]>) => {
  const { late } = await import('./late')
  postMessage([sum(list), data.word, late, self.name, typeof document])
}
`,
    'src/late.ts': `export const late = 'late'
`,
    'src/data.json': '{ "word": "json in a worker" }\n',
    'src/echo.ts': `addEventListener('message', (event) => postMessage('echo ' + event.data))
export {}
`,
    'src/main.ts': `import Echo from './echo?worker'
import Inline from './echo.ts?worker&inline'
import { done, show } from './show'
const ask = (worker: Worker, message: unknown) => new Promise<unknown>((resolve, reject) => {
  worker.onmessage = (event) => resolve(event.data)
  worker.onerror = (event) => reject(new Error(event.message))
  worker.postMessage(message)
})
const adder = new Worker(new URL('./adder.ts', import.meta.url), { type: 'module', name: 'adder' })
show('new URL', await ask(adder, [1, 2, 3]))
show('query', await ask(new Echo(), 'one'))
show('inline', await ask(new Inline({ name: 'x' }), 'two'))
const code = URL.createObjectURL(new Blob(['postMessage("from a blob")'], { type: 'text/javascript' }))
show('blob', await ask(new Worker(code), null))
adder.terminate()
done()
`,
  },
}

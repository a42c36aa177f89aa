import { page, show, type Source } from './source.ts'

export const using: Source = {
  name: 'using and await using',
  shows: 'all done',
  files: {
    'index.html': page('/src/main.ts'),
    'vite.config.js': `export default { esbuild: { target: 'es2022' } }
`,
    'src/show.ts': show,
    'src/main.ts': `import { done, show } from './show'
const log: string[] = []
const resource = (name: string) => ({ name, [Symbol.dispose]() { log.push('close ' + name) }, async [Symbol.asyncDispose]() { await null; log.push('async close ' + name) } })
{
  using first = resource('first')
  using second = resource('second')
  log.push('inside ' + first.name + second.name)
}
async function work() {
  await using slow = resource('slow')
  for (using each of [resource('each')]) log.push('loop ' + each.name)
  return slow.name
}
log.push(await work())
try {
  using broken = { [Symbol.dispose]() { throw new Error('while closing') } }
  throw new Error(typeof broken)
} catch (error) {
  log.push((error as Error).name)
}
show('log', log)
done()
`,
  },
}

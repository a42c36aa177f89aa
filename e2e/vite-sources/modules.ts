import { page, show, type Source } from './source.ts'

export const modules: Source = {
  name: 'top-level await, cycles, live bindings and hoisting',
  shows: 'all done',
  files: {
    'index.html': page('/src/main.ts'),
    'src/show.ts': show,
    'src/order.ts': `export const order: string[] = []
`,
    'src/slow.ts': `import { order } from './order'
order.push('slow starts')
export const value = await new Promise<string>((resolve) => queueMicrotask(() => resolve('awaited')))
order.push('slow ends')
`,
    'src/quick.ts': `import { order } from './order'
order.push('quick')
export default class Quick { static title = 'quick class' }
`,
    'src/even.ts': `import { isOdd, oddName } from './odd'
export function isEven(n: number): boolean { return n === 0 || isOdd(n - 1) }
export const evenName = () => 'even of ' + oddName
`,
    'src/odd.ts': `import { isEven } from './even'
export function isOdd(n: number): boolean { return n !== 0 && isEven(n - 1) }
export var oddName = 'odd ' + (typeof isEven)
`,
    'src/counter.ts': `export let count = 0
export function bump() { count++ }
export { count as default, bump as "a name with spaces" }
let later = 'before'
export { later }
setLater()
function setLater() { later = 'after' }
`,
    'src/barrel.ts': `export * from './counter'
export * as counter from './counter'
export { default as Quick, default } from './quick'
export const own = 'own'
`,
    'src/main.ts': `import { done, show } from './show'
import { value } from './slow'
import { order } from './order'
import Default, { Quick, bump, count, counter, later, own } from './barrel'
import { isEven, evenName } from './even'
import { "a name with spaces" as again } from './counter'
import * as everything from './barrel'

show('order', order)
show('awaited', value)
show('cycle', [isEven(10), evenName()])
show('before', count)
bump()
again()
show('after', [count, counter.count, everything.count, counter.default])
show('same', [Default === Quick, Quick.title, own, later])
show('names', Object.keys(everything))
show('hoisted', hoisted())
function hoisted() { return 'from below' }
show('sealed', [Reflect.set(everything, 'own', 1), Object.isExtensible(everything)])
show('tag', Object.prototype.toString.call(everything))
try { early } catch (error) { show('dead zone', (error as Error).name) }
const early = 1
show('this', typeof this)
show('address', import.meta.url.startsWith('http') || import.meta.url.startsWith('blob'))
done()
`,
  },
}

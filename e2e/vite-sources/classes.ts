import { page, show, type Source } from './source.ts'

export const classes: Source = {
  name: 'class fields, private names and static blocks',
  shows: 'all done',
  files: {
    'index.html': page('/src/main.js'),
    'src/show.ts': show,
    'src/main.js': `import { done, show } from './show'
class Base { constructor() { this.seen = Object.keys(this) } init() {} }
class Stack extends Base {
  #items = []
  static #made = 0
  static count = 0
  static { try { this.count = Stack.#made + 10 } finally { this.ready = true } }
  name = 'stack';
  ['computed' + 1] = this.name + '!'
  undefinedField
  static async *walk(stack) { for (const item of stack.#items) yield item }
  get #size() { return this.#items.length }
  push = (...items) => { this.#items.push(...items); Stack.#made++; return this }
  static made() { return Stack.#made }
  has(other) { return #items in other }
  size() { return this.#size }
  get [Symbol.toStringTag]() { return 'Stack' }
}
const stack = new Stack().push(1, 2).push(3)
const walked = []
for await (const item of Stack.walk(stack)) walked.push(item)
show('private', [stack.size(), Stack.made(), stack.has(stack), stack.has({})])
show('static', [Stack.count, Stack.ready])
show('fields', Object.keys(stack))
show('computed', stack.computed1)
show('walked', walked)
show('tag', String(stack))
const { a = 1, ...rest } = { b: 2, c: 3 }
show('rest', [a, rest])
let empty = null
empty ??= 'filled'
show('logical', [empty, 0 || 'or', 0 ?? 'not', stack?.nothing?.[0]?.()])
label: for (const x of [1, 2]) for (const y of [1, 2]) { if (y === 2) continue label; if (x === 2) break label; show('label', x + '' + y) }
show('regexp', 'a1b22'.replace(/(?<digits>\\d+)/gu, '<$<digits>>') + /[\\p{L}--[a-z]]/v.test('É'))
show('tagged', ((strings, ...values) => strings.raw.join('|') + values)\`x\${1}\\n\${2}\`)
show('big', String(2n ** 64n))
show('at', [1, 2, 3].at(-1) + Object.groupBy([1, 2], (n) => (n % 2 ? 'odd' : 'even')).odd)
done()
`,
  },
}

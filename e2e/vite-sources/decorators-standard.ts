import { page, show, type Source } from './source.ts'

export const decoratorsStandard: Source = {
  name: 'standard decorators and accessors',
  shows: 'all done',
  files: {
    'index.html': page('/src/main.ts'),
    'vite.config.ts': `export default { esbuild: { target: 'es2022' } }
`,
    'tsconfig.json':
      '{ "compilerOptions": { "target": "ES2022", "useDefineForClassFields": true } }',
    'src/show.ts': show,
    'src/main.ts': `import { done, show } from './show'
const log: string[] = []
function traced<This, Args extends unknown[], R>(method: (this: This, ...args: Args) => R, context: ClassMethodDecoratorContext) {
  return function (this: This, ...args: Args): R {
    log.push(String(context.name) + '(' + args.join() + ')')
    return method.apply(this, args)
  }
}
function doubled(_: undefined, _context: ClassFieldDecoratorContext) { return (n: number) => n * 2 }
function watched<T, V>(target: ClassAccessorDecoratorTarget<T, V>, context: ClassAccessorDecoratorContext): ClassAccessorDecoratorResult<T, V> {
  return { get() { return target.get.call(this) }, set(value) { log.push(String(context.name) + '=' + value); target.set.call(this, value) } }
}
function named(prefix: string) {
  return <C extends new (...args: any[]) => object>(target: C, context: ClassDecoratorContext) => {
    context.addInitializer(() => log.push(prefix + context.name))
    return target
  }
}
@named('class ')
class Counter {
  @doubled start = 4
  @watched accessor count = 1
  @traced add(n: number, m: number) { this.count += n + m; return this.count }
  @traced static make() { return new Counter() }
  accessor plain = 'plain'
  static accessor shared = 'shared'
}
const counter = Counter.make()
show('field', counter.start)
show('method', counter.add(2, 3))
show('accessor', counter.count)
show('plain accessor', [counter.plain, Counter.shared, Object.keys(counter)])
show('log', log)
done()
`,
  },
}

import { page, show, type Source } from './source.ts'

export const decoratorsExperimental: Source = {
  name: 'experimental decorators as tsconfig asks for them',
  shows: 'all done',
  files: {
    'index.html': page('/src/main.ts'),
    'tsconfig.json': `{
  // comments are fine here
  "compilerOptions": { "target": "ES2022", "experimentalDecorators": true, "useDefineForClassFields": false, },
}
`,
    'src/show.ts': show,
    'src/main.ts': `import { done, show } from './show'
const log: string[] = []
const Component = (name: string) => (target: Function) => { log.push('class ' + name + ' ' + target.name) }
const Prop = (): PropertyDecorator => (target, key) => { log.push('prop ' + String(key) + ' ' + (target as any).constructor.name) }
const Inject = (target: object, key: string | undefined, index: number) => { log.push('parameter ' + String(key) + ' ' + index) }
function bound(_target: object, key: string, descriptor: PropertyDescriptor) {
  const method = descriptor.value as Function
  return { get(this: object) { return method.bind(this) }, configurable: true, enumerable: false } satisfies PropertyDescriptor
}
class Parent { set title(value: string) { log.push('setter ' + value) } }
@Component('box')
class Box extends Parent {
  @Prop() width = 3
  title = 'assigned'
  constructor(@Inject private readonly size: number) { super() }
  @bound report(@Inject factor: number) { return this.size * factor * this.width }
}
const { report } = new Box(2)
show('bound', report(5))
show('log', log)
done()
`,
  },
}

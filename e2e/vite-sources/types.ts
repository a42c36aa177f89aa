import { page, show, type Source } from './source.ts'

export const types: Source = {
  name: 'TypeScript types, generics and satisfies',
  shows: 'all done',
  build: true,
  files: {
    'index.html': page('/src/main.ts'),
    'src/show.ts': show,
    'src/shapes.ts': `export interface Shape<Kind extends string = string> {
  readonly kind: Kind
  area(): number
}
export type Circle = Shape<'circle'> & { radius: number }
export type Area = ReturnType<Shape['area']>
export const circle = (radius: number): Circle => ({ kind: 'circle', radius, area: () => radius * radius * 3 })
export abstract class Base<in out T> {
  protected abstract readonly value: T
  get() { return this.value }
}
export declare const nowhere: string
`,
    'src/main.ts': `import { type Circle, circle, Base } from './shapes'
import type { Shape } from './shapes'
import { done, show } from './show'

const colours = { red: [255, 0, 0], green: '#0f0' } satisfies Record<string, string | number[]>
function first<const T extends readonly unknown[]>(list: T): T[0] { return list[0] }
function isCircle(shape: Shape): shape is Circle { return shape.kind === 'circle' }
function area(shape: Shape): number
function area(shape: Shape, times: number): number
function area(shape: Shape, times = 1): number { return shape.area() * times }
class Box extends Base<string> {
  protected override readonly value = 'boxed'
  declare note?: string
  constructor(public readonly label: string, private count?: number) { super() }
  get size() { return this.count ?? this.label.length }
}
const identity = <T,>(value: T): T => value
let definite!: number
definite = 4
const shape: Shape = circle(2)
const named = { 'a b': 1, c: 2 } as const
type Keys = keyof typeof named
const keys = Object.keys(named) as Keys[]

show('satisfies', colours.green.toUpperCase() + colours.red.length)
show('generic', first(['one', 2] as const))
show('guard', isCircle(shape) ? shape.radius : 'no')
show('overload', area(shape, 2))
show('parameter properties', [new Box('abc').size, new Box('abc', 9).size, new Box('abc').get()])
show('declared field', 'note' in new Box('x'))
show('arrow', identity<string>('same'))
show('definite', definite!)
show('keys', keys)
show('angle', (<number>definite) + 1)
show('optional', (shape as Partial<Circle>)?.radius?.toFixed(1))
show('separators', 1_000_000 + 0b11 + 0o17)
done()
`,
  },
}

import { page, show, type Source } from './source.ts'

export const enums: Source = {
  name: 'enums, const enums and namespaces',
  shows: 'all done',
  files: {
    'index.html': page('/src/main.ts'),
    'src/show.ts': show,
    'src/kinds.ts': `export enum Direction { Up, Down = 5, Left, Right = 'right'.length }
export const enum Level { Low = 1, High = Low << 3 }
export enum Colour { Red = 'red', Blue = 'blue' }
export enum Mixed { A = 'a', B = 2, C }
export namespace Geometry {
  export const unit = 2
  export function scale(n: number) { return n * unit }
  export namespace Deep { export class Point { constructor(readonly x = scale(3)) {} } }
  export enum Axis { X, Y }
}
export namespace Geometry { export const extra = unit + 1 }
export function greet() { return greet.word }
export namespace greet { export let word = 'hello' }
export class Album {}
export namespace Album { export const labels = ['a', 'b'] }
export enum Direction { Extra = 90 }
export declare namespace OnlyTypes { interface X {} }
`,
    'src/main.ts': `import { Album, Colour, Direction, Geometry, Level, Mixed, greet } from './kinds'
import { done, show } from './show'
import Point = Geometry.Deep.Point

show('numeric', [Direction.Up, Direction.Down, Direction.Left, Direction.Right, Direction[6], Direction.Extra])
show('const enum', [Level.Low, Level.High])
show('string enum', Object.entries(Colour))
show('mixed', Mixed)
show('namespace', [Geometry.scale(4), new Geometry.Deep.Point().x, Geometry.extra, Geometry.Axis.Y])
show('merged', [greet(), Album.labels])
show('alias', new Point(8).x)
greet.word = 'changed'
show('live', greet())
done()
`,
  },
}

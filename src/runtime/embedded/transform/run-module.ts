/**
 * For tests only: a registry as small as can be, which runs emitted modules by
 * the convention of module.ts. The real one is page/registry.ts.
 */

export interface RunnableModule {
  readonly format: string
  readonly code: string
  readonly imports: readonly string[]
}

type Namespace = Record<string, unknown>
type Getters = Record<string, () => unknown>

interface Running {
  readonly namespace: Namespace
  readonly imports: readonly string[]
  readonly steps: Iterator<unknown> | AsyncIterator<unknown>
  done: Promise<void> | undefined
  started: boolean
}

/**
 * Runs the module `entry` and gives its namespace. What is in `outside` is a
 * namespace that exists already. `guard` is `$g`.
 */
export async function runModules(
  modules: ReadonlyMap<string, RunnableModule>,
  entry: string,
  meta: object = {},
  outside: ReadonlyMap<string, Namespace> = new Map(),
  guard: () => void = () => undefined,
): Promise<Namespace> {
  const running = new Map<string, Running>()

  function load(id: string): Namespace {
    const known = running.get(id)?.namespace ?? outside.get(id)
    if (known) return known
    const module = modules.get(id)
    if (!module) throw new Error(`There is no module ${id}`)
    const namespace = Object.create(null) as Namespace
    const stars: Namespace[] = []
    const own = new Set<string>()
    const define = (names: Getters) => {
      for (const [name, get] of Object.entries(names)) {
        own.add(name)
        Object.defineProperty(namespace, name, {
          get,
          enumerable: true,
          configurable: true,
        })
      }
    }
    const exporter = Object.assign(define, { all: (from: Namespace) => void stars.push(from) })
    const kind = module.format === 'async' ? 'async function*' : 'function*'
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- this is what the registry does
    const make = new Function(
      `return ${kind} ($i, $x, $m, $d, $g) { "use strict"; ${module.code}\n}`,
    ) as () => (...given: unknown[]) => Running['steps']
    const spaces: Namespace[] = []
    const dynamicImport = async (to: string) => {
      load(to)
      await evaluate(to)
      return load(to)
    }
    const steps = make()(spaces, exporter, meta, dynamicImport, guard)
    running.set(id, {
      namespace,
      imports: module.imports,
      steps,
      done: undefined,
      started: false,
    })
    for (const to of module.imports) spaces.push(load(to))
    void steps.next() // runs up to the yield: an async generator does so at once, too
    for (const from of stars) {
      for (const name of Object.keys(from)) {
        if (name === 'default' || own.has(name)) continue
        Object.defineProperty(namespace, name, {
          get: () => from[name],
          enumerable: true,
          configurable: true,
        })
      }
    }
    Object.preventExtensions(namespace)
    return namespace
  }

  function evaluate(id: string): Promise<void> {
    const module = running.get(id)
    if (!module || (module.started && !module.done)) return Promise.resolve() // outside, or in a cycle
    if (module.started) return module.done ?? Promise.resolve()
    module.started = true
    return (async () => {
      for (const to of module.imports) await evaluate(to)
      const step = module.steps.next()
      module.done = Promise.resolve(step).then(() => undefined)
      await module.done
    })()
  }

  const namespace = load(entry)
  await evaluate(entry)
  return namespace
}

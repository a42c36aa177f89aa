/**
 * Runs linked modules in the order that ECMAScript lays down: dependencies
 * first, each once, cycles together, and what follows a top-level `await` as
 * soon as it can. (InnerModuleEvaluation and what belongs to it; the names of
 * the fields are shorter.)
 */

export interface Evaluation {
  status: 'linked' | 'evaluating' | 'waiting' | 'evaluated'
  failed: { readonly error: unknown } | undefined
  readonly dependencies: Evaluation[]
  /** Runs the module's code; a promise when it has top-level await. */
  readonly execute: () => Promise<void> | undefined
  readonly isAsync: boolean
  index: number
  ancestor: number
  cycleRoot: Evaluation | undefined
  /** Its turn among those that wait for an `await`; undefined when it never waited or is through. */
  turn: number | undefined
  pending: number
  readonly parents: Evaluation[]
  settled: PromiseWithResolvers<void> | undefined
}

export function newEvaluation(
  execute: () => Promise<void> | undefined,
  isAsync: boolean,
): Evaluation {
  return {
    status: 'linked',
    failed: undefined,
    dependencies: [],
    execute,
    isAsync,
    index: 0,
    ancestor: 0,
    cycleRoot: undefined,
    turn: undefined,
    pending: 0,
    parents: [],
    settled: undefined,
  }
}

let turns = 0

/**
 * Runs a module after all that it imports. Without top-level await, everything
 * has run (or thrown) when this returns. Rejects with the error of the first
 * module that failed, again at every later call.
 */
export function evaluate(module: Evaluation): Promise<void> {
  const isBegun = module.status === 'waiting' || module.status === 'evaluated'
  const root = isBegun ? (module.cycleRoot ?? module) : module
  if (root.settled) return root.settled.promise
  const settled = withResolvers()
  root.settled = settled
  const stack: Evaluation[] = []
  try {
    evaluateInner(root, stack, 0)
    if (root.turn === undefined) settled.resolve()
  } catch (error) {
    for (const begun of stack) {
      begun.status = 'evaluated'
      begun.failed ??= { error }
    }
    root.status = 'evaluated'
    root.failed ??= { error }
    settled.reject(error)
  }
  return settled.promise
}

/** What `evaluate` promises, for a caller that cannot wait (`require`): throws the module's error. */
export function evaluateNow(module: Evaluation): void {
  if (module.status === 'linked') evaluate(module).catch(() => undefined) // told below
  if (module.failed) throw module.failed.error
}

function evaluateInner(module: Evaluation, stack: Evaluation[], start: number): number {
  if (module.status === 'waiting' || module.status === 'evaluated') {
    if (module.failed) throw module.failed.error
    return start
  }
  if (module.status === 'evaluating') return start
  module.status = 'evaluating'
  module.index = module.ancestor = start
  stack.push(module)
  let index = start + 1
  for (const dependency of module.dependencies) {
    index = evaluateInner(dependency, stack, index)
    let required = dependency
    if (dependency.status === 'evaluating') {
      // Not on this stack: it runs further out, and came here through `require`.
      if (!stack.includes(dependency)) continue
      module.ancestor = Math.min(module.ancestor, dependency.ancestor)
    } else {
      required = dependency.cycleRoot ?? dependency
      if (required.failed) throw required.failed.error
    }
    if (required.turn !== undefined) {
      module.pending++
      required.parents.push(module)
    }
  }
  if (module.pending > 0 || module.isAsync) {
    module.turn = turns++
    if (module.pending === 0) executeAsync(module)
  } else void module.execute()
  if (module.ancestor === module.index) closeCycle(module, stack)
  return index
}

function closeCycle(root: Evaluation, stack: Evaluation[]): void {
  for (;;) {
    const member = stack.pop()
    if (!member) return
    member.status = member.turn === undefined ? 'evaluated' : 'waiting'
    member.cycleRoot = root
    if (member === root) return
  }
}

function executeAsync(module: Evaluation): void {
  // A module that only waited for others runs at once and may throw at once.
  const run = async () => {
    await module.execute()
  }
  run().then(
    () => fulfilled(module),
    (error: unknown) => rejected(module, error),
  )
}

function fulfilled(module: Evaluation): void {
  if (module.failed) return
  finish(module)
  const ready: Evaluation[] = []
  gatherReady(module, ready)
  ready.sort((a, b) => (a.turn ?? 0) - (b.turn ?? 0))
  for (const parent of ready) {
    if (parent.failed) continue // an earlier one of these took it down
    if (parent.isAsync) executeAsync(parent)
    else {
      try {
        void parent.execute()
        finish(parent)
      } catch (error) {
        rejected(parent, error)
      }
    }
  }
}

function finish(module: Evaluation): void {
  module.turn = undefined
  module.status = 'evaluated'
  module.settled?.resolve()
}

/** Parents that waited for nothing else, and theirs, as far as they run without waiting. */
function gatherReady(module: Evaluation, ready: Evaluation[]): void {
  for (const parent of module.parents) {
    if (ready.includes(parent) || parent.cycleRoot?.failed) continue
    parent.pending--
    if (parent.pending > 0) continue
    ready.push(parent)
    if (!parent.isAsync) gatherReady(parent, ready)
  }
}

function rejected(module: Evaluation, error: unknown): void {
  if (module.failed) return
  module.failed = { error }
  module.status = 'evaluated'
  module.turn = undefined
  for (const parent of module.parents) rejected(parent, error)
  module.settled?.reject(error)
}

/** Promise.withResolvers, which browsers of 2023 do not have. */
function withResolvers(): PromiseWithResolvers<void> {
  let resolve: () => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

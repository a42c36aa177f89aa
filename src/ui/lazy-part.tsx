import { useEffect, useState, type ComponentType } from 'react'

/** What a module of one part gives. */
export interface PartModule<Props> {
  readonly default: ComponentType<Props>
}

/**
 * A component whose code is fetched when it is first shown; until then there is
 * `Waiting`. Not React's `lazy`: what stood behind a fallback, that one shows
 * at the earliest 300 ms after it (`FALLBACK_THROTTLE_MS` in react-reconciler),
 * and here the code is nearly always in this browser already.
 *
 * A failed fetch is thrown to the ErrorBoundary around it; when it is shown
 * anew, it is fetched anew.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<PartModule<Props>>,
  Waiting: ComponentType = Nothing,
): ComponentType<Props> {
  const code = keepLoaded(load)

  return function LazyPart(props: Props) {
    // Asked for in rendering, as `lazy` does: effects come a frame later.
    const [loading] = useState(() => code.fetch())
    const [Part, setPart] = useState(() => code.part())
    const [failed, setFailed] = useState<{ readonly error: unknown }>()

    useEffect(() => {
      let isGone = false
      loading.then(
        (part) => !isGone && setPart(() => part),
        (error: unknown) => !isGone && setFailed({ error }),
      )
      return () => {
        isGone = true
      }
    }, [loading])

    if (failed) throw failed.error
    return Part ? <Part {...props} /> : <Waiting />
  }
}

/** Loads a part once, or again when that failed. */
function keepLoaded<Props>(load: () => Promise<PartModule<Props>>) {
  let loading: Promise<ComponentType<Props>> | undefined
  let part: ComponentType<Props> | undefined
  const fetch = (): Promise<ComponentType<Props>> => {
    loading ??= load().then((module) => (part = module.default))
    loading.catch(() => (loading = undefined))
    return loading
  }
  return { fetch, part: () => part }
}

const Nothing = () => null

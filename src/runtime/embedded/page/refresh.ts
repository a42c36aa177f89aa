/** React Fast Refresh: keeps components' state when their code is replaced. */
import * as runtime from 'react-refresh/runtime'
import type { Refresh } from './hot.ts'
import type { Namespace } from './record.ts'

export interface ReactRefresh extends Refresh {
  /** What compiled modules import from CLIENT_MODULES.refresh. */
  readonly exports: Readonly<Record<string, unknown>>
}

/** Must be called before React is loaded: it hooks into the page's devtools hook. */
export function createReactRefresh(page: object): ReactRefresh {
  runtime.injectIntoGlobalHook(page)
  return {
    exports: {
      register: runtime.register,
      signature: runtime.createSignatureFunctionForTransform,
    },
    refuses: refusal,
    perform: () => runtime.performReactRefresh(),
  }
}

/**
 * A module is replaced in place when it exports the same names as before, and
 * all of them are components, or values that did not change.
 */
function refusal(before: Namespace, after: Namespace): string | undefined {
  const gone = Object.keys(before).find((name) => !Object.hasOwn(after, name))
  if (gone !== undefined) return `the export "${gone}" was removed`
  const added = Object.keys(after).find((name) => !Object.hasOwn(before, name))
  if (added !== undefined) return `the export "${added}" is new`
  for (const name of Object.keys(after)) {
    const value: unknown = Reflect.get(after, name)
    if (!runtime.isLikelyComponentType(value) && value !== Reflect.get(before, name)) {
      return `the export "${name}" is no component`
    }
  }
  return undefined
}

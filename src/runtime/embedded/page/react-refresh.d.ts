/** What of react-refresh is used; the package has no types of its own. */
declare module 'react-refresh/runtime' {
  export function injectIntoGlobalHook(page: object): void
  export function register(type: unknown, id: string): void
  export function createSignatureFunctionForTransform(): (
    type: unknown,
    key?: string,
    forceReset?: boolean,
    getCustomHooks?: () => unknown[],
  ) => unknown
  export function performReactRefresh(): unknown
  export function isLikelyComponentType(type: unknown): boolean
}

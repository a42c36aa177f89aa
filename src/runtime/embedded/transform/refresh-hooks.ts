import type { AnyNode, CallExpression, Function as FunctionNode } from 'acorn'
import { childNodes } from './scope.ts'

/** What a function says to Fast Refresh: state is kept while this stays the same. */
export interface HookSignature {
  readonly key: string
  /** Expressions of the hooks that are not React's own: their signatures count, too. */
  readonly custom: readonly (readonly [name: string, member: string | undefined])[]
}

const BUILT_IN = new Set([
  'useState',
  'useReducer',
  'useEffect',
  'useLayoutEffect',
  'useInsertionEffect',
  'useMemo',
  'useCallback',
  'useRef',
  'useContext',
  'useImperativeHandle',
  'useDebugValue',
  'useId',
  'useDeferredValue',
  'useTransition',
  'useSyncExternalStore',
  'useFormStatus',
  'useFormState',
  'useActionState',
  'useOptimistic',
  'useEffectEvent',
  'use',
])

interface HookCall {
  readonly start: number
  readonly name: string
  /** What the hook is a member of (`React` in `React.useState`). */
  readonly object: AnyNode | undefined
  readonly key: string
}

/** The signature of a function that calls hooks itself; undefined for any other. */
export function hookSignature(node: FunctionNode, source: string): HookSignature | undefined {
  const calls: HookCall[] = []
  collect(node.body, undefined, source, calls)
  if (calls.length === 0) return undefined
  calls.sort((a, b) => a.start - b.start)
  const custom: (readonly [string, string | undefined])[] = []
  for (const { name, object } of calls) {
    if (BUILT_IN.has(name)) continue
    if (!object) custom.push([name, undefined])
    else custom.push([object.type === 'Identifier' ? object.name : '', name])
  }
  return { key: calls.map(({ name, key }) => `${name}{${key}}`).join('\n'), custom }
}

function collect(
  node: AnyNode,
  left: AnyNode | undefined,
  source: string,
  calls: HookCall[],
): void {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassDeclaration':
    case 'ClassExpression':
      return
    case 'VariableDeclarator':
      if (node.init) collect(node.init, node.id, source, calls)
      return
    case 'CallExpression': {
      const call = hookCall(node, left, source)
      if (call) calls.push(call)
      break
    }
    default:
  }
  for (const part of childNodes(node)) collect(part, undefined, source, calls)
}

function hookCall(
  node: CallExpression,
  left: AnyNode | undefined,
  source: string,
): HookCall | undefined {
  const { callee } = node
  const isMember = callee.type === 'MemberExpression' && !callee.computed
  const named = isMember ? callee.property : callee
  if (named.type !== 'Identifier' || !/^use(?:[A-Z]|$)/.test(named.name)) return undefined
  const text = (part: AnyNode | undefined) => (part ? source.slice(part.start, part.end) : '')
  const { name } = named
  let key = text(left)
  // The first value of a state is part of what it is; other arguments change freely.
  const initial = node.arguments[name === 'useState' ? 0 : 1]
  if ((name === 'useState' || name === 'useReducer') && initial) key += `(${text(initial)})`
  return { start: node.start, name, object: isMember ? callee.object : undefined, key }
}

import { page, svg, type Source } from './source.ts'

export const react: Source = {
  name: 'React: state, context, memo, lazy, portal, StrictMode, error boundary',
  shows: 'lazy part',
  template: 'react-tailwind-ts',
  build: true,
  files: {
    'index.html': page('/src/main.tsx'),
    'vite.config.ts': `import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
export default defineConfig({ plugins: [react()] })
`,
    'src/main.tsx': `import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './index.css'
import App from './App'
createRoot(document.getElementById('app')!, { onCaughtError: () => undefined }).render(<StrictMode><App /></StrictMode>)
`,
    'src/index.css':
      'button { padding: 4px 9px } .dark { background: rgb(20, 20, 20); color: white }\n',
    'src/theme.ts': `import { createContext, useContext } from 'react'
export const Theme = createContext('light')
export const useTheme = () => useContext(Theme)
`,
    'src/Lazy.tsx': `import styles from './Lazy.module.css'
export default function Lazy() { return <p className={styles.lazy}>lazy part</p> }
`,
    'src/Lazy.module.css': '.lazy { font-weight: 700; color: rgb(0, 90, 90) }\n',
    'src/logo.svg': svg('plum'),
    'src/Boundary.tsx': `import { Component, type ReactNode } from 'react'
export class Boundary extends Component<{ children: ReactNode }, { error?: Error }> {
  state: { error?: Error } = {}
  static getDerivedStateFromError(error: Error) { return { error } }
  render() { return this.state.error ? <p role="alert">{this.state.error.message}</p> : this.props.children }
}
`,
    'src/App.tsx': `import { Suspense, lazy, memo, use, useDeferredValue, useEffect, useId, useLayoutEffect, useReducer, useRef, useState, useSyncExternalStore } from 'react'
import { createPortal, flushSync } from 'react-dom'
import { Boundary } from './Boundary'
import logo from './logo.svg'
import { Theme, useTheme } from './theme'
const Lazy = lazy(() => import('./Lazy'))
const Label = memo(function Label({ text }: { text: string }) { const theme = useTheme(); return <b data-theme={theme}>{text}</b> })
function Fails(): never { throw new Error('caught on purpose') }
const reducer = (state: number, action: 'more' | 'less') => state + (action === 'more' ? 1 : -1)
const promise = Promise.resolve('used promise')
function Used() { return <i>{use(promise)}</i> }
export default function App() {
  const [theme, setTheme] = useState('light')
  const [count, dispatch] = useReducer(reducer, 3)
  const [text, setText] = useState('')
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(0)
  const id = useId()
  const online = useSyncExternalStore(() => () => undefined, () => true)
  const deferred = useDeferredValue(text)
  useLayoutEffect(() => setWidth(box.current!.tagName.length), [])
  useEffect(() => { document.title = 'Count ' + count }, [count])
  return (
    <Theme value={theme}>
      <div ref={box} className={theme}>
        <img src={logo} alt="logo" />
        <Label text={'theme'} /> {width} {String(online)} <span data-id={typeof id}>{deferred}</span>
        <button onClick={() => setTheme((old) => (old === 'light' ? 'dark' : 'light'))}>Theme</button>
        <button onClick={() => flushSync(() => dispatch('more'))}>Count {count}</button>
        <input aria-label="Text" value={text} onChange={(event) => setText(event.target.value)} />
        <Suspense fallback={<p>loading</p>}><Lazy /><Used /></Suspense>
        <Boundary><Fails /></Boundary>
        {createPortal(<aside>portal {theme}</aside>, document.body)}
      </div>
    </Theme>
  )
}
`,
  },
  act: async (shown) => {
    await shown.getByRole('button', { name: 'Theme' }).click()
    await shown.getByRole('button', { name: 'Count 3' }).click()
    await shown.getByLabel('Text').fill('typed in')
    await shown.getByText('typed in').waitFor()
    await shown.getByText('Count 4').waitFor()
  },
}

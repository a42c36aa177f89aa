import { page, type Source } from './source.ts'

export const tsx: Source = {
  name: 'TSX with generics, fragments, spreads and entities',
  shows: 'last of all',
  template: 'react-tailwind-ts',
  files: {
    'index.html': page('/src/main.tsx'),
    'vite.config.ts': `import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
export default defineConfig({ plugins: [react()] })
`,
    'src/main.tsx': `import { Fragment, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'

interface ListProps<T> { items: readonly T[]; render: (item: T) => ReactNode }
function List<T extends { id: number }>({ items, render }: ListProps<T>) {
  return <ul>{items.map((item) => <li key={item.id} data-id={item.id}>{render(item)}</li>)}</ul>
}
const ui = { Title: ({ children, ...rest }: { children: ReactNode; id?: string }) => <h1 {...rest}>{children}</h1> }
const text = 'a "quoted" <b>'
const App = () => (
  <>
    <ui.Title id="title">Caf&eacute; &amp; bar &#8212; {'{'}ok{'}'}</ui.Title>
    {/* a comment */}
    <List<{ id: number; name: string }> items={[{ id: 1, name: 'One' }, { id: 2, name: 'Two' }]} render={(item) => <b>{item.name}</b>} />
    <Fragment key="f">several   words
      on two lines</Fragment>
    <p title={text} aria-label='single "inner"' hidden={false} style={{ color: 'rgb(10, 20, 30)', marginTop: 4, '--own': 3 } as React.CSSProperties}>
      {text}{' '}{0}{null}{true}{[1, 2].map((n) => <i key={n}>{n}</i>)}
    </p>
    <svg viewBox="0 0 10 10" width="20"><path d="M0 0L10 10" strokeWidth={2} xlinkHref="#x" /></svg>
    <label htmlFor="field" className="a b">Field</label>
    <input id="field" defaultValue="typed" readOnly />
    <div dangerouslySetInnerHTML={{ __html: '<em>raw</em>' }} />
    <footer>last of all</footer>
  </>
)
createRoot(document.getElementById('app')!).render(<App />)
`,
  },
}

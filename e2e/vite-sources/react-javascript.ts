import { page, type Source } from './source.ts'

export const reactJavaScript: Source = {
  name: 'React in plain JavaScript with hooks of its own and a reducer store',
  shows: 'Buy milk',
  template: 'react-tailwind-ts',
  files: {
    'index.html': page('./main.jsx', '<div id="root"></div>'),
    'vite.config.js': `import react from '@vitejs/plugin-react'
export default { plugins: [react()] }
`,
    'main.jsx': `import React from 'react'
import ReactDOM from 'react-dom/client'
import { useTodos } from './useTodos.js'
function Todo({ todo, onToggle }) {
  return <li><label style={todo.done ? { textDecoration: 'line-through' } : undefined}><input type="checkbox" checked={todo.done} onChange={onToggle} />{todo.text}</label></li>
}
export function App() {
  const { todos, add, toggle, left } = useTodos()
  const form = React.useRef()
  return (
    <React.Fragment>
      <form ref={form} onSubmit={(event) => { event.preventDefault(); add(new FormData(form.current).get('text')); form.current.reset() }}>
        <input name="text" placeholder="What to do" required /><button>Add</button>
      </form>
      <ol>{todos.map((todo) => <Todo key={todo.id} todo={todo} onToggle={() => toggle(todo.id)} />)}</ol>
      <p>{left} left</p>
    </React.Fragment>
  )
}
ReactDOM.createRoot(document.getElementById('root')).render(<App />)
`,
    'useTodos.js': `import { useCallback, useMemo, useState } from 'react'
export function useTodos() {
  const [todos, setTodos] = useState(() => [{ id: 1, text: 'Buy milk', done: false }])
  const add = useCallback((text) => setTodos((old) => [...old, { id: old.length + 1, text, done: false }]), [])
  const toggle = (id) => setTodos((old) => old.map((todo) => (todo.id === id ? { ...todo, done: !todo.done } : todo)))
  const left = useMemo(() => todos.filter((todo) => !todo.done).length, [todos])
  return { todos, add, toggle, left }
}
`,
  },
  act: async (shown) => {
    await shown.getByPlaceholder('What to do').fill('Read')
    await shown.getByRole('button', { name: 'Add' }).click()
    await shown.getByLabel('Buy milk').check()
    await shown.getByText('1 left').waitFor()
  },
}

import { call, reply, text, type Reply } from '../fake-model/fake-model.ts'

const todos = `import { nanoid } from 'nanoid'

export interface Todo {
  readonly id: string
  readonly title: string
  readonly done: boolean
}

export function newTodo(title: string): Todo {
  return { id: nanoid(8), title, done: false }
}
`

const app = `import { useState } from 'react'
import { newTodo, type Todo } from './todos'
import './App.css'

export function App() {
  const [todos, setTodos] = useState<readonly Todo[]>([])
  const [title, setTitle] = useState('')

  return (
    <main className="todo">
      <h1>Todo</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          setTodos([...todos, newTodo(title)])
          setTitle('')
        }}
      >
        <input aria-label="What to do" value={title} onChange={(e) => setTitle(e.target.value)} />
        <button>Add</button>
      </form>
      <ul>
        {todos.map((todo) => (
          <li key={todo.id}>
            <label>
              <input
                type="checkbox"
                checked={todo.done}
                onChange={() =>
                  setTodos(todos.map((t) => (t.id === todo.id ? { ...t, done: !t.done } : t)))
                }
              />
              {todo.title}
            </label>
          </li>
        ))}
      </ul>
    </main>
  )
}
`

const css = `.todo {
  max-width: 30rem;
  margin: 3rem auto;
  padding: 1.5rem;
}
`

/** A scripted model that builds a to-do app over react-ts, with a detour: a command that fails. */
export const buildTodoApp: readonly Reply[] = [
  reply(
    text('I look at what is there first.'),
    call('list', {}),
    call('read', { path: 'src/App.tsx' }),
  ),
  reply(
    text('The list needs ids, so I add **nanoid**.'),
    call('add_packages', { names: ['nanoid'] }),
    call('write', { path: 'src/todos.ts', content: todos }),
  ),
  reply(text('Let me see whether there are tests.'), call('shell', { command: 'npm test' })),
  reply(
    text('There are none; the types will do. Now the page.'),
    call('read', { path: 'src/App.css' }),
    call('write', { path: 'src/App.css', content: css }),
    call('write', { path: 'src/App.tsx', content: app }),
  ),
  reply(
    text('A better heading.'),
    call('edit', { path: 'src/App.tsx', old: '<h1>Todo</h1>', new: '<h1>Things to do</h1>' }),
    call('check', {}),
  ),
  reply(text('Your to-do app is in the preview.\n\n- add with **Add**\n- tick what is done')),
]

/** The follow-up: a heading that hot reload can show without losing the list. */
export const renameTodoApp: readonly Reply[] = [
  reply(
    text('I rename it.'),
    call('edit', {
      path: 'src/App.tsx',
      old: '<h1>Things to do</h1>',
      new: '<h1>Groceries</h1>',
    }),
  ),
  reply(text('It is called Groceries now.')),
]

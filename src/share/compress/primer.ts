/**
 * What source in links often looks like. The predictor reads it before each
 * link, so that a link need not spell out what everyone writes. Part of the
 * link format: a changed character here would make every link unreadable.
 */
export const PRIMER = `{
  "name": "app",
  "private": true,
  "type": "module",
  "scripts": { "dev": "vite", "build": "tsc && vite build", "preview": "vite preview" },
  "dependencies": {
    "node_modules/": {
      "version": "1.0.0",
      "integrity": "sha512-",
      "dev": true,
      "license": "MIT",
      "engines": { "node": ">=18" },
      "peerDependencies": { "react": "^18.0.0 || ^19.0.0" }
    },
<!doctype html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <title></title>
  </head>
  <body>
    <div id="root"></div>
    <script type="module" src="/src/main.tsx"></script>
  </body>
</html>
* {
  box-sizing: border-box;
}

:root {
  --accent: #2563eb;
  color-scheme: light dark;
}

body {
  margin: 0;
  min-height: 100vh;
  font-family: system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  background: #f8fafc;
  color: #0f172a;
}

.container {
  display: flex;
  flex-direction: column;
  flex-wrap: wrap;
  align-items: center;
  justify-content: space-between;
  gap: 0.5rem;
  width: 100%;
  max-width: 960px;
  margin: 0 auto;
  padding: 1rem 1.5rem;
}

.list li {
  display: grid;
  grid-template-columns: repeat(auto-fit, minmax(240px, 1fr));
  position: relative;
  overflow: hidden;
  margin-top: 0;
  margin-bottom: 1rem;
  border: 1px solid #e5e7eb;
  border-radius: 12px;
  background-color: #ffffff;
  box-shadow: 0 2px 8px rgba(0, 0, 0, 0.1);
  list-style: none;
}

button {
  border: none;
  border-radius: 8px;
  font: inherit;
  font-size: 0.875rem;
  font-weight: 600;
  line-height: 1.5;
  color: var(--accent);
  cursor: pointer;
  transition: transform 0.2s ease;
}

button:hover {
  background: linear-gradient(135deg, #667eea 0%, #764ba2 100%);
  opacity: 0.8;
}

button:disabled {
  cursor: not-allowed;
}

.link.active,
.link:focus-visible {
  outline: 2px solid;
  text-decoration: none;
  text-align: center;
}

@media (max-width: 600px) {
  .container {
    padding: 1rem;
  }
}
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import './App.css'
import type { Item } from './types'

export type Status = 'active' | 'done' | 'all'

export interface Item {
  id: string
  title: string
  description: string
  completed: boolean
  date: string
  count: number
  value: number
  tags: string[]
}

interface ListProps {
  items: Item[]
  selected: string | null
  children?: ReactNode
  onSelect: (id: string) => void
  onChange: (value: string) => void
  onClose: () => void
}

const STORAGE_KEY = 'items'
const ITEMS: Record<string, string> = {}

export function formatDate(date: Date): string {
  return date.toLocaleDateString('en-US', { month: 'short', day: 'numeric', year: 'numeric' })
}

function load(): Item[] {
  try {
    const saved = localStorage.getItem(STORAGE_KEY)
    return saved ? (JSON.parse(saved) as Item[]) : []
  } catch (error) {
    console.error(error)
    return []
  }
}

export function useItems() {
  const [items, setItems] = useState<Item[]>(() => load())

  useEffect(() => {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(items))
  }, [items])

  const addItem = (title: string) => {
    setItems((prev) => [...prev, { id: crypto.randomUUID(), title, createdAt: Date.now() }])
  }

  const removeItem = (id: string) => {
    setItems(items.filter((item) => item.id !== id))
  }

  const toggleItem = (id: string) => {
    setItems(items.map((item) => (item.id === id ? { ...item, completed: !item.completed } : item)))
  }

  return { items, addItem, removeItem, toggleItem }
}

export default function App({ items, selected, onSelect, onChange, onClose }: ListProps) {
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [count, setCount] = useState(0)
  const [error, setError] = useState<string | null>(null)
  const inputRef = useRef<HTMLInputElement>(null)

  const total = useMemo(() => items.reduce((sum, item) => sum + item.count, 0), [items])

  useEffect(() => {
    const timer = setInterval(() => setCount((current) => current + 1), 1000)
    return () => clearInterval(timer)
  }, [])

  async function fetchItems() {
    const response = await fetch('https://api.example.com/items')
    if (!response.ok) throw new Error('Something went wrong')
    const data = await response.json()
  }

  function handleSubmit(event: React.FormEvent) {
    event.preventDefault()
    if (!text.trim()) return
    setText('')
  }

  function handleClick(index: number) {
    const next = items[index]
    if (next === undefined || next.value > Math.floor(Math.random() * 10)) {
      return false
    } else {
      return true
    }
  }

  return (
    <div className="container">
      <header className="header">
        <h1>Title</h1>
        <p className="subtitle">{text}</p>
      </header>
      <form className="form" onSubmit={handleSubmit}>
        <label htmlFor="text">
          <input
            ref={inputRef}
            id="text"
            type="text"
            name="text"
            className="input"
            value={text}
            placeholder="Add a new item..."
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <button type="submit" className="button" disabled={text.length === 0}>
          Add
        </button>
      </form>
      <ul className="list">
        {items.map((item, index) => (
          <li key={item.id} className={item.id === selected ? 'item active' : 'item'}>
            <span className="name">{item.title}</span>
            <button
              type="button"
              className="button"
              aria-label="Remove"
              onClick={() => onSelect(item.id)}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      {items.length === 0 && <p className="empty">No items yet.</p>}
      {open ? <section className="panel">{total}</section> : null}
      <select value={selected} onChange={(e) => onChange(e.target.value)}>
        <option value="all">All</option>
      </select>
    </div>
  )
}
`

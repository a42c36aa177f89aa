import { useState, type FormEvent } from 'react'
import { HabitRow } from './HabitRow.tsx'
import { addDays, toDay, weekOf } from './habits.ts'
import { useHabits } from './useHabits.ts'
import './App.css'

const month = new Intl.DateTimeFormat('en', { month: 'long', day: 'numeric' })

export function App() {
  const { habits, removed, saved, add, toggle, remove, undo } = useHabits()
  const [weeksBack, setWeeksBack] = useState(0)
  const [problem, setProblem] = useState<string>()

  const today = new Date()
  const week = weekOf(addDays(today, -7 * weeksBack))
  const doneToday = habits.filter((habit) => habit.done.includes(toDay(today))).length

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = event.currentTarget
    const reason = add(String(new FormData(form).get('name') ?? ''))
    setProblem(reason)
    if (reason === undefined) form.reset()
  }

  return (
    <main className="page">
      <header>
        <div>
          <h1>Daybook</h1>
          <p className="muted">
            {habits.length === 0
              ? 'A line for every habit, a mark for every day.'
              : `${doneToday} of ${habits.length} done today`}
          </p>
        </div>
        <nav aria-label="Week">
          <button
            type="button"
            aria-label="Previous week"
            onClick={() => setWeeksBack(weeksBack + 1)}
          >
            ‹
          </button>
          <span aria-live="polite">
            {weeksBack === 0 ? 'This week' : `Week of ${month.format(week[0])}`}
          </span>
          <button
            type="button"
            aria-label="Next week"
            disabled={weeksBack === 0}
            onClick={() => setWeeksBack(weeksBack - 1)}
          >
            ›
          </button>
        </nav>
      </header>

      {habits.length === 0 ? (
        <p className="empty">The page is blank. Write down the first habit below.</p>
      ) : (
        <ul className="habits">
          {habits.map((habit) => (
            <HabitRow
              key={habit.id}
              habit={habit}
              week={week}
              today={today}
              onToggle={(day) => toggle(habit.id, day)}
              onRemove={() => remove(habit)}
            />
          ))}
        </ul>
      )}

      <form onSubmit={submit}>
        <label htmlFor="name">New habit</label>
        <input id="name" name="name" maxLength={40} autoComplete="off" placeholder="Stretch" />
        <button type="submit">Add</button>
      </form>

      <div role="status" className="notice">
        {problem ?? (removed && `“${removed.name}” was removed.`)}
        {!problem && removed && (
          <button type="button" onClick={undo}>
            Undo
          </button>
        )}
        {!saved && ' This browser does not keep data here, so marks last until you close the page.'}
      </div>
    </main>
  )
}

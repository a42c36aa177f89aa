import { streak, toDay, type Day, type Habit } from './habits.ts'

interface Props {
  habit: Habit
  week: Date[]
  today: Date
  onToggle: (day: Day) => void
  onRemove: () => void
}

const weekday = new Intl.DateTimeFormat('en', { weekday: 'narrow' })
const spoken = new Intl.DateTimeFormat('en', { weekday: 'long', month: 'long', day: 'numeric' })

/** One habit: its name, its week as a line of marks, its streak. */
export function HabitRow({ habit, week, today, onToggle, onRemove }: Props) {
  const days = streak(habit, today)
  return (
    <li className="habit" data-ink={habit.ink}>
      <h2>{habit.name}</h2>
      <div className="week" role="group" aria-label={`${habit.name}, day by day`}>
        {week.map((date) => {
          const day = toDay(date)
          return (
            <button
              key={day}
              type="button"
              className="day"
              aria-pressed={habit.done.includes(day)}
              aria-current={day === toDay(today) ? 'date' : undefined}
              aria-label={spoken.format(date)}
              disabled={date > today}
              onClick={() => onToggle(day)}
            >
              <span className="letter">{weekday.format(date)}</span>
              <span className="mark">{date.getDate()}</span>
            </button>
          )
        })}
      </div>
      <p className="streak">
        <strong>{days}</strong> {days === 1 ? 'day' : 'days'} in a row
      </p>
      <button
        type="button"
        className="quiet"
        aria-label={`Remove ${habit.name}`}
        onClick={onRemove}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path
            d="m4 4 8 8m0-8-8 8"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinecap="round"
          />
        </svg>
      </button>
    </li>
  )
}

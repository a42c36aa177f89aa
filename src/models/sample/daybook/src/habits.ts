/** Local calendar days, written 2026-01-31, so that a mark stays on its day in any time zone. */
export type Day = string

export const inks = ['indigo', 'vermilion', 'moss', 'plum', 'ochre'] as const
export type Ink = (typeof inks)[number]

export interface Habit {
  id: string
  name: string
  ink: Ink
  done: Day[]
}

export function toDay(date: Date): Day {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

export function addDays(date: Date, days: number): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + days)
}

/** The seven days of the week that holds `date`, from Monday. */
export function weekOf(date: Date): Date[] {
  const monday = addDays(date, -((date.getDay() + 6) % 7))
  return Array.from({ length: 7 }, (_, index) => addDays(monday, index))
}

/** Days in a row up to today. A day that is not over yet does not break it. */
export function streak(habit: Habit, today: Date): number {
  const done = new Set(habit.done)
  let day = done.has(toDay(today)) ? today : addDays(today, -1)
  let length = 0
  while (done.has(toDay(day))) {
    length += 1
    day = addDays(day, -1)
  }
  return length
}

export function toggled(habit: Habit, day: Day): Habit {
  const done = habit.done.includes(day)
    ? habit.done.filter((other) => other !== day)
    : [...habit.done, day].sort()
  return { ...habit, done }
}

export function newHabit(name: string, position: number): Habit {
  const ink = inks[position % inks.length] ?? 'indigo'
  return { id: crypto.randomUUID(), name, ink, done: [] }
}

export const starters = ['Read twenty pages', 'Walk outside', 'Write one line']

const KEY = 'daybook'

/** What was saved here, or the starters. Anything that is not ours is left out. */
export function load(): Habit[] {
  try {
    const saved: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null')
    if (Array.isArray(saved)) return saved.filter(isHabit)
  } catch {
    // Storage is blocked or holds something else: start afresh.
  }
  return starters.map(newHabit)
}

/** False when the browser refuses to keep it. */
export function save(habits: Habit[]): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(habits))
    return true
  } catch {
    return false
  }
}

function isHabit(value: unknown): value is Habit {
  if (typeof value !== 'object' || value === null) return false
  const { id, name, ink, done } = value as Partial<Habit>
  return (
    typeof id === 'string' &&
    typeof name === 'string' &&
    inks.includes(ink as Ink) &&
    Array.isArray(done) &&
    done.every((day) => typeof day === 'string')
  )
}

import { useEffect, useState } from 'react'
import { load, newHabit, save, toggled, type Day, type Habit } from './habits.ts'

interface Removed {
  habit: Habit
  position: number
}

/** The habits, kept in this browser, with one step of undo for a removal. */
export function useHabits() {
  const [habits, setHabits] = useState(load)
  const [removed, setRemoved] = useState<Removed>()
  const [saved, setSaved] = useState(true)

  useEffect(() => setSaved(save(habits)), [habits])

  /** The reason why it was not added, if any. */
  function add(input: string): string | undefined {
    const name = input.trim()
    if (name === '') return 'Give the habit a name.'
    if (habits.some((habit) => habit.name.toLowerCase() === name.toLowerCase())) {
      return `“${name}” is on the page already.`
    }
    setHabits([...habits, newHabit(name, habits.length)])
    return undefined
  }

  function toggle(id: string, day: Day) {
    setHabits(habits.map((habit) => (habit.id === id ? toggled(habit, day) : habit)))
  }

  function remove(habit: Habit) {
    setRemoved({ habit, position: habits.indexOf(habit) })
    setHabits(habits.filter((other) => other !== habit))
  }

  function undo() {
    if (!removed) return
    setHabits(habits.toSpliced(removed.position, 0, removed.habit))
    setRemoved(undefined)
  }

  return { habits, removed: removed?.habit, saved, add, toggle, remove, undo }
}

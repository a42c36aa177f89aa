const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const thisYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const anyYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})

/** "12 minutes ago", "Yesterday", "3 Nov". Both times in milliseconds since the epoch. */
export function relativeTime(time: number, now: number): string {
  const age = Math.max(0, now - time)
  if (age < MINUTE) return 'Just now'
  if (age < HOUR) return relative.format(-Math.floor(age / MINUTE), 'minute')
  if (age < DAY && midnight(now) <= time) {
    return relative.format(-Math.floor(age / HOUR), 'hour')
  }
  const days = Math.round((midnight(now) - midnight(time)) / DAY)
  if (days < 7) return capital(relative.format(-days, 'day'))
  const sameYear = new Date(time).getFullYear() === new Date(now).getFullYear()
  return (sameYear ? thisYear : anyYear).format(time)
}

function midnight(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0)
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1)
}

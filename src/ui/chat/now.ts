import { useEffect, useState } from 'react'

/** The time, in milliseconds since the epoch, told anew four times a second while `ticks`. */
export function useNow(ticks: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!ticks) return
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [ticks])
  return now
}

import { useEffect, useState } from 'react'

/** The time, in milliseconds since the epoch, told anew every minute: for "5 minutes ago". */
export function useMinute(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return now
}

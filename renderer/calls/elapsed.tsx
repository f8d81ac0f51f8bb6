import { useEffect, useState } from 'react'
import { clock } from './call-words.ts'

/** 04:37, counting. A timer is not a live region: nobody wants every second read out. */
export function Elapsed({ since, until = null }: Readonly<{ since: number; until?: number | null }>) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (until !== null) return
    let timer: ReturnType<typeof setTimeout>
    const tick = (): void => {
      const at = Date.now()
      setNow(at)
      // On the second of the call, not of the wall clock, so that no second is skipped.
      timer = setTimeout(tick, 1000 - ((at - since) % 1000) + 5)
    }
    tick()
    return () => clearTimeout(timer)
  }, [since, until])
  return (
    <span className="num" role="timer" aria-live="off">
      {clock((until ?? now) - since)}
    </span>
  )
}

/** A length of time for people: `7 s`, `2 min 05 s`, `1 h 02 min`. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${pad(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`
}

const pad = (value: number): string => String(value).padStart(2, '0')

/** When something was, as near as one wants to know it. */
export function momentText(atMs: number, nowMs: number): string {
  const at = new Date(atMs)
  const isToday = new Date(nowMs).toDateString() === at.toDateString()
  const time = at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })
  if (isToday) return `today, ${time}`
  return `${at.toLocaleDateString([], { day: 'numeric', month: 'short', year: 'numeric' })}, ${time}`
}

/** The real server's words for a session whose time is up. */
export function describeExpiry(maxSessionMs: number): string {
  const minutes = Math.max(1, Math.round(maxSessionMs / 60_000))
  return `Your session hit the maximum duration of ${minutes} minutes.`
}

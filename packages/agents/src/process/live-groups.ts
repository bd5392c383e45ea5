const liveGroups = new Set<number>()
let isWatching = false

/** When this process exits without having ended a run, the process group of that run is killed with it. */
export function watchOverGroup(pid: number | undefined): void {
  if (pid === undefined) return
  liveGroups.add(pid)
  if (isWatching) return
  isWatching = true
  process.once('exit', killAll)
}

export function forgetGroup(pid: number | undefined): void {
  if (pid !== undefined) liveGroups.delete(pid)
}

/** Nothing may wait here any more, so there is no grace. */
function killAll(): void {
  for (const pid of liveGroups) {
    try {
      process.kill(-pid, 'SIGKILL')
    } catch {
      // It has ended in the meantime.
    }
  }
}

import { listMarkedNow } from './proc.js'
import type { ProcessTree } from './process-tree.js'

const live = new Map<number, string>()
let isWatching = false

/** When this process exits without having ended a run, all processes of that run are killed with it. */
export function watchOverTree({ pid, mark }: ProcessTree): void {
  live.set(pid, mark)
  if (isWatching) return
  isWatching = true
  process.once('exit', killAll)
}

export function forgetTree({ pid }: ProcessTree): void {
  live.delete(pid)
}

/** Nothing may wait here any more, so there is no grace. */
function killAll(): void {
  if (live.size === 0) return
  for (const pid of live.keys()) kill(-pid)
  for (const pid of listMarkedNow(new Set(live.values()))) if (pid !== process.pid) kill(pid)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended in the meantime.
  }
}

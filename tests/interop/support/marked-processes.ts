import { readdir, readFile } from 'node:fs/promises'

/** Ids of the living processes that have this in their environment. Where there is no /proc it is always empty. */
export async function markedProcesses(name: string, value: string): Promise<readonly number[]> {
  if (process.platform !== 'linux') return []
  const ids = (await readdir('/proc')).filter((each) => /^\d+$/.test(each)).map(Number)
  const found = await Promise.all(
    ids.map(async (pid) => {
      try {
        const [environment, stat] = await Promise.all([
          readFile(`/proc/${pid}/environ`, 'latin1'),
          readFile(`/proc/${pid}/stat`, 'latin1'),
        ])
        const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3)
        return environment.split('\0').includes(`${name}=${value}`) && state !== 'Z' && state !== 'X' ? [pid] : []
      } catch {
        return []
      }
    }),
  )
  return found.flat()
}

/** Ids of the living processes whose command line holds this, whatever their environment. */
export async function processesRunning(words: string): Promise<readonly number[]> {
  if (process.platform !== 'linux') return []
  const ids = (await readdir('/proc')).filter((each) => /^\d+$/.test(each)).map(Number)
  const found = await Promise.all(
    ids.map(async (pid) => {
      const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')
      return line.replaceAll('\0', ' ').includes(words) ? [pid] : []
    }),
  )
  return found.flat()
}

/** As `kill -9` does, to all of them. */
export async function killMarked(name: string, value: string): Promise<void> {
  for (const pid of await markedProcesses(name, value)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended in the meantime.
    }
  }
}

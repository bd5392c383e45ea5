import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { nameProcess, readPlace } from './proc.js'
import { encodeLedgerEntry } from './ledger-entry.js'

/**
 * Notes which programs run for this process, one small file each, so that after a `kill -9` of it the next process can end
 * what is left (`endOrphans`).
 */
export interface RunLedger {
  readonly folder: string
  /** Before the start of a program. Never throws: a disk that is full keeps nobody from working. */
  note(mark: string): LedgerNote
  /** Notes that could not be written. */
  readonly failedWrites: number
}

export interface LedgerNote {
  /** The program runs, and leads its process group. */
  started(pid: number): void
  /** All of it has ended. */
  remove(): void
}

/** `$XDG_STATE_HOME/parley/runs`, else `~/.local/state/parley/runs`. */
export function runLedgerFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  home = homedir(),
): string {
  const state = environment['XDG_STATE_HOME']
  // The specification of that variable: what is not an absolute path is to be ignored.
  return join(state?.startsWith('/') === true ? state : join(home, '.local', 'state'), 'parley', 'runs')
}

/** Makes the folder, for its owner only, with the first note. Where there is no `/proc` nothing is written. */
export function createRunLedger({ folder }: { readonly folder: string }): RunLedger {
  let failedWrites = 0
  const attempt = (write: () => void): void => {
    try {
      write()
    } catch {
      failedWrites += 1
    }
  }
  const writeNote = (mark: string, group: number | undefined): void => {
    const parent = nameProcess(process.pid)
    const place = readPlace()
    if (parent === undefined || place === undefined) return
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
    const leader = group === undefined ? undefined : nameProcess(group)
    const path = join(folder, `${mark}.json`)
    writeFileSync(`${path}.part`, encodeLedgerEntry({ mark, place, parent, leader }), { mode: 0o600 })
    renameSync(`${path}.part`, path)
  }
  return {
    folder,
    note(mark) {
      attempt(() => {
        writeNote(mark, undefined)
      })
      return {
        started(pid) {
          attempt(() => {
            writeNote(mark, pid)
          })
        },
        remove() {
          attempt(() => {
            rmSync(join(folder, `${mark}.json`), { force: true })
          })
        },
      }
    },
    get failedWrites() {
      return failedWrites
    },
  }
}

let used: RunLedger | undefined

/**
 * From here on every program that is started without a ledger of its own is noted in this one: said once, where a process
 * begins. `undefined` takes it back. Libraries never call it.
 */
export function useRunLedger(ledger: RunLedger | undefined): void {
  used = ledger
}

export function usedRunLedger(): RunLedger | undefined {
  return used
}

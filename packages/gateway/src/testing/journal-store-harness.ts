import { copyFileSync, mkdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createMemoryJournalStore } from '../journals/create-memory-journal-store.js'
import type { JournalStore } from '../journals/journal-store.js'
import { openSqliteJournalStore } from '../journals/sqlite/open-sqlite-journal-store.js'
import type { JournalStoreHarness } from './journal-store-check.js'

const MAX_EVENTS = 20

function createClocks(): {
  readonly settings: { maxEvents: number; wallNow: () => number; monotonicNow: () => number }
  readonly moves: Pick<JournalStoreHarness, 'moveWallClock' | 'passTime' | 'maxEvents'>
} {
  let wallMs = 1_700_000_000_000
  let monotonicMs = 5_000
  return {
    settings: { maxEvents: MAX_EVENTS, wallNow: () => wallMs, monotonicNow: () => monotonicMs },
    moves: {
      maxEvents: MAX_EVENTS,
      moveWallClock: (byMs) => {
        wallMs += byMs
      },
      passTime: (byMs) => {
        wallMs += byMs
        monotonicMs += byMs
      },
    },
  }
}

export async function openMemoryHarness(): Promise<JournalStoreHarness> {
  const { settings, moves } = createClocks()
  const store = createMemoryJournalStore(settings)
  return { store, ...moves, dispose: () => store.close() }
}

/** A store in a folder of its own. A kill is what the files say at that moment: nothing that a process still holds. */
export async function openSqliteHarness(): Promise<JournalStoreHarness> {
  const { settings, moves } = createClocks()
  const folder = await mkdtemp(join(tmpdir(), 'parley-store-'))
  const file = join(folder, 'journal.sqlite')
  const store = await openSqliteJournalStore({ file, ...settings })
  const others: JournalStore[] = []
  return {
    ...{ store, ...moves },
    async afterKill() {
      const copy = copyStore(file, join(folder, `killed-${others.length}`))
      const next = await openSqliteJournalStore({ file: copy, ...settings })
      others.push(next)
      return next
    },
    async dispose() {
      for (const each of [store, ...others]) await each.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/**
 * The file and its log, as a process that starts now would find them: copied before anything else can happen, or what
 * was only promised would be written meanwhile. Gives the copy's path.
 */
export function copyStore(file: string, folder: string): string {
  mkdirSync(folder, { mode: 0o700 })
  const copy = join(folder, basename(file))
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, copy + suffix)
  return copy
}

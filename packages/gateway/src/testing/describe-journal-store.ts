import { describe, test } from 'node:test'
import { eventChecks } from './event-checks.js'
import type { JournalStoreCheck, JournalStoreHarness } from './journal-store-check.js'
import { ownerChecks } from './owner-checks.js'
import { recordChecks } from './record-checks.js'

/** All that the port promises; a store passes each of them, and a broken one must fail some. */
export const journalStoreChecks: readonly JournalStoreCheck[] = [...recordChecks, ...ownerChecks, ...eventChecks]

/** The acceptance suite of the JournalStore port. Registers tests with node:test. */
export function describeJournalStore(name: string, open: () => Promise<JournalStoreHarness>): void {
  describe(`journal store: ${name}`, () => {
    for (const check of journalStoreChecks) {
      test(check.title, async (t) => {
        const harness = await open()
        try {
          if (check.needsRestart && harness.afterKill === undefined) t.skip('this store ends with its process')
          else await check.run(harness)
        } finally {
          await harness.dispose()
        }
      })
    }
  })
}

/** Runs the checks without a test runner and gives the titles of those that fail: for stores that are broken on purpose. */
export async function listFailedChecks(open: () => Promise<JournalStoreHarness>): Promise<readonly string[]> {
  const failed: string[] = []
  for (const { title, needsRestart, run } of journalStoreChecks) {
    const harness = await open()
    try {
      if (!needsRestart || harness.afterKill !== undefined) await run(harness)
    } catch {
      failed.push(title)
    } finally {
      await harness.dispose()
    }
  }
  return failed
}

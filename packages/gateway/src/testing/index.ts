/** The acceptance suite of the JournalStore port, and stores to test with. For tests only; it needs `node:test`. */
export { describeJournalStore, journalStoreChecks, listFailedChecks } from './describe-journal-store.js'
export type { JournalStoreCheck, JournalStoreHarness } from './journal-store-check.js'
export { openMemoryHarness, openSqliteHarness } from './journal-store-harness.js'

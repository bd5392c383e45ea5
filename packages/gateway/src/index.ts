export { openFileJournal } from './journals/open-file-journal.js'
export type { FileJournal, FileJournalOptions, JournalDamage } from './journals/open-file-journal.js'
export type { JournalFile } from './journals/journal-file.js'

import { ParleyError } from '@parley/wire'
import { createMemoryJournalStore } from '../journals/create-memory-journal-store.js'
import type { JournalStore } from '../journals/journal-store.js'
import { openSqliteJournalStore } from '../journals/sqlite/open-sqlite-journal-store.js'
import type { Logger } from '../secrets/logger.js'
import type { ServiceOptions } from './service-options.js'
import { defaultStateFolder, prepareStateFolder } from './state-folder.js'
import type { StatePlaces } from './state-folder.js'

/** Where a service keeps its conversations. */
export interface ConversationStore {
  readonly journals: JournalStore
  /** Undefined: in memory. */
  readonly places: StatePlaces | undefined
}

/** Throws `unavailable` where another process has that folder, and names it. Whoever opens it closes its `journals`. */
export async function openConversationStore(
  { stateFolder, isEphemeral = false }: Pick<ServiceOptions, 'stateFolder' | 'isEphemeral'>,
  logger: Logger,
): Promise<ConversationStore> {
  if (isEphemeral) {
    return { journals: createMemoryJournalStore(), places: undefined }
  }
  const places = await prepareStateFolder(stateFolder ?? defaultStateFolder())
  const journals = await openSqliteJournalStore({
    file: places.journalFile,
    onDamage: (damage) => {
      logger.warn('journal.damage', { ...damage })
    },
  }).catch((cause: unknown) => {
    throw toFolderError(places.folder, cause)
  })
  return { journals, places }
}

/** The journal's lock says by its process who is there. */
function toFolderError(folder: string, cause: unknown): unknown {
  const isTaken =
    cause instanceof ParleyError && cause.code === 'unavailable' && / in use by process /.test(cause.message)
  if (!isTaken) return cause
  const pid = / in use by process (\d+)/.exec(cause.message)?.[1] ?? 'unknown'
  return new ParleyError(
    'unavailable',
    `A gateway runs on the state folder ${folder} already: process ${pid}. Use that one, stop it, or name another folder (--state-dir).`,
    { cause },
  )
}

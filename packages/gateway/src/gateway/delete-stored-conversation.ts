import { openConversationStore } from './conversation-store.js'
import { silentLogger } from '../secrets/logger.js'

/**
 * Removes a conversation with all that was said, its words overwritten. False where there is none. Throws `unavailable` while a
 * gateway has the state folder.
 */
export async function deleteStoredConversation(stateFolder: string, conversationId: string): Promise<boolean> {
  const { journals, folders } = await openConversationStore({ stateFolder }, silentLogger)
  try {
    folders.forget(conversationId)
    return await journals.delete(conversationId)
  } finally {
    await journals.close()
  }
}

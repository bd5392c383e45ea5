import { openConversationStore } from './conversation-store.js'
import { silentLogger } from '../secrets/logger.js'

/**
 * Removes a conversation with all that was said, its words overwritten. False where there is none. Throws `unavailable` while a
 * gateway has the state folder.
 */
export async function deleteStoredConversation(stateFolder: string, conversationId: string): Promise<boolean> {
  const { journals } = await openConversationStore({ stateFolder }, silentLogger)
  try {
    return await journals.delete(conversationId)
  } finally {
    await journals.close()
  }
}

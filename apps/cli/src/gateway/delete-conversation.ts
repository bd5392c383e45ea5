import { deleteStoredConversation } from '@parley/gateway'
import { ParleyError } from '@parley/wire'

/** Throws `unavailable` while a gateway has the folder, and names its process. */
export async function deleteConversation(stateFolder: string, conversationId: string): Promise<void> {
  const isDeleted = await deleteStoredConversation(stateFolder, conversationId)
  if (!isDeleted) throw new ParleyError('config', `There is no conversation ${conversationId}.`)
}

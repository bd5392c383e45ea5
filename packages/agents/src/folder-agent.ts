import { fileURLToPath } from 'node:url'

/**
 * The command of the small agent that comes with Parley: it answers questions about the folder it runs in. Real, offline and
 * deterministic: for demonstrations and for trying a conversation out.
 */
export function folderAgentCommand(): readonly string[] {
  return [process.execPath, fileURLToPath(new URL('../programs/folder-agent.mjs', import.meta.url))]
}

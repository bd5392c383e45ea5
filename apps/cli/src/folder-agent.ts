import { fileURLToPath } from 'node:url'

/** Path of the small agent that knows about files: what works with nothing configured. */
export const folderAgentPath = fileURLToPath(import.meta.resolve('@parley/agents/programs/folder-agent.mjs'))

/** The same as an `--agent` specification. */
export const folderAgentSpec = `command:"${process.execPath}" "${folderAgentPath}"`

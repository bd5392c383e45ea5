import type { CommandContext } from '../command.js'
import { listConfigNotes } from './config-notes.js'
import { thisPlace } from './config-places.js'
import { loadConfig } from './load-config.js'
import type { LoadedConfig } from './load-config.js'

/** The configuration of a command that works with it; what the user must know of it goes to stderr. */
export async function loadForCommand({ options, terminal }: CommandContext): Promise<LoadedConfig> {
  const loaded = await loadConfig(thisPlace(), options)
  for (const note of listConfigNotes(loaded)) terminal.err(`parley: ${note}`)
  return loaded
}

import { jsonOption } from '../command.js'
import type { Command, CommandContext } from '../command.js'
import { loadForCommand } from '../config/load-for-command.js'
import { settingOptions } from '../config/option-settings.js'
import { exitCodes } from '../exit-codes.js'
import { openStoredConversations } from '../gateway/stored-conversations.js'
import type { StoredConversations } from '../gateway/stored-conversations.js'
import { deleteConversation } from '../gateway/delete-conversation.js'
import { toStateFolder } from '../gateway/service-options.js'
import { tellConversation, tellConversations } from '../gateway/tell-conversations.js'
import { choiceOption } from '../parse-command-line.js'
import { ParleyError } from '@parley/wire'

export const conversationsCommand: Command = {
  name: 'conversations',
  summary: 'what the gateway keeps: list, show, export, delete',
  synopsis: '[list | show ID | export ID | delete ID] [options]',
  description: [
    'Reads the journal of the gateway, beside a running one too. `show` tells the tasks of a conversation with their ends and',
    'what became of their results; `export` writes what was said. `delete` removes a conversation with all that was said; for',
    'that the gateway has to be stopped. The beginning of an id is enough where only one conversation has it.',
  ].join('\n'),
  operandCount: 2,
  operandMinimum: 0,
  options: [
    { name: 'format', value: 'NAME', help: 'of export: markdown (default), json, webvtt' },
    { name: 'state-dir', value: 'FOLDER', help: 'where conversations are kept; default ~/.local/state/parley' },
    settingOptions.config,
    jsonOption,
  ],
  examples: [
    ['parley conversations', 'the newest first, with their open tasks and results that wait'],
    ['parley conversations show 3f2a', 'its tasks'],
    ['parley conversations export 3f2a --format webvtt > talk.vtt', 'subtitles for a recording'],
    ['parley conversations delete 3f2a', 'gone from the file, its words overwritten'],
  ],
  run: conversations,
}

async function conversations(context: CommandContext): Promise<number> {
  const [action = 'list', id, ...rest] = context.operands
  const wantsId = action !== 'list'
  if (!isAction(action) || rest.length > 0 || wantsId !== (id !== undefined)) {
    throw new ParleyError('config', `usage: parley conversations ${conversationsCommand.synopsis}`)
  }
  const { config } = await loadForCommand(context)
  const stateFolder = toStateFolder(config, context.options)
  const stored = await openStoredConversations(stateFolder)
  try {
    if (action !== 'delete') await show(context, stored, action, id ?? '')
    else await remove(context, stored, id ?? '', stateFolder)
  } finally {
    await stored.close()
  }
  return exitCodes.ok
}

const actions = ['list', 'show', 'export', 'delete'] as const
type Action = (typeof actions)[number]
const isAction = (word: string): word is Action => actions.some((action) => action === word)

async function show(
  { terminal, options }: CommandContext,
  stored: StoredConversations,
  action: Exclude<Action, 'delete'>,
  id: string,
): Promise<void> {
  const isJson = options['json'] === true
  if (action === 'list') {
    const summaries = await stored.list()
    if (isJson) for (const summary of summaries) terminal.json({ event: 'conversation', ...summary })
    else tellConversations(summaries, terminal)
    return
  }
  const conversationId = await stored.find(id)
  if (action === 'export') {
    const format = choiceOption(options, 'format', ['markdown', 'json', 'webvtt'], 'markdown')
    terminal.out((await stored.exportTranscript(conversationId, format)).trimEnd())
    return
  }
  const shown = await stored.read(conversationId)
  if (isJson) terminal.json({ event: 'conversation', ...shown })
  else tellConversation(shown, terminal)
}

async function remove(
  { terminal, options }: CommandContext,
  stored: StoredConversations,
  id: string,
  stateFolder: string,
): Promise<void> {
  const conversationId = await stored.find(id)
  await stored.close()
  await deleteConversation(stateFolder, conversationId)
  if (options['json'] === true) terminal.json({ event: 'deleted', conversationId })
  else terminal.err(`deleted ${conversationId}`)
}

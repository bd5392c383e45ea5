import { createAgent } from '@parley/agents'
import type { AgentEvent } from '@parley/conversation'
import { ParleyError } from '@parley/wire'
import { keepRunLedger } from '../agents/keep-run-ledger.js'
import { listAgents } from '../agents/list-agents.js'
import { tellAgent, tellAgents } from '../agents/tell-agents.js'
import { tellEnd, tellEvent } from '../agents/tell-events.js'
import { tryAgent } from '../agents/try-agent.js'
import { createKeyboardPrompt } from '../approvals/keyboard-prompt.js'
import { jsonOption } from '../command.js'
import type { Command, CommandContext } from '../command.js'
import { chooseAgent } from '../config/chosen-agent.js'
import { thisPlace } from '../config/config-places.js'
import { loadForCommand } from '../config/load-for-command.js'
import { settingOptions } from '../config/option-settings.js'
import { exitCodes } from '../exit-codes.js'

export const agentsCommand: Command = {
  name: 'agents',
  summary: 'who can do the work: what is installed, what each can do, and a way to try one',
  synopsis: '[NAME | test NAME "WORDS"] [options]',
  description: [
    'Lists the agents that --agent and the configuration can name: those that Parley knows, with what is installed of',
    'them, and those of your configuration. `test` gives one a request without any voice and shows what it does; what it',
    'asks permission for is asked here, and denied where nobody sits at the keyboard.',
  ].join('\n'),
  operandCount: 3,
  operandMinimum: 0,
  options: [settingOptions.config, jsonOption],
  examples: [
    ['parley agents', 'a table; nothing is started but `PROGRAM --version`'],
    ['parley agents codex', 'where it is, its version, how to log in, what it can do'],
    ['parley agents test folder "how many files are here"', 'one request in this folder, its end as exit code'],
    ['parley agents test "command:node my-agent.mjs" "say hello"', 'an agent of your own, before it gets a voice'],
  ],
  run: agents,
}

async function agents(context: CommandContext): Promise<number> {
  const [first, name, words, ...rest] = context.operands
  if (first === undefined) return showAll(context)
  if (first === 'test' && name !== undefined && words !== undefined && rest.length === 0) {
    return test(context, name, words)
  }
  if (name === undefined && first !== 'test') return showOne(context, first)
  throw new ParleyError('config', 'write `parley agents`, `parley agents NAME` or `parley agents test NAME "WORDS"`')
}

async function showAll(context: CommandContext): Promise<number> {
  const { terminal, options } = context
  const { config } = await loadForCommand(context)
  const listings = await listAgents(config)
  if (options['json'] === true) for (const listing of listings) terminal.json({ event: 'agent', ...listing })
  else tellAgents(listings, terminal)
  return exitCodes.ok
}

async function showOne(context: CommandContext, name: string): Promise<number> {
  const { terminal, options } = context
  const { config } = await loadForCommand(context)
  const listing = (await listAgents(config)).find((candidate) => candidate.name === name)
  if (listing === undefined) {
    // Says which there are.
    chooseAgent(config, name)
    throw new ParleyError(
      'config',
      `'${name}' is a way to write an agent and not the name of one; see \`parley agents\``,
    )
  }
  if (options['json'] === true) terminal.json({ event: 'agent', ...listing })
  else tellAgent(listing, terminal)
  return exitCodes.ok
}

async function test(context: CommandContext, spec: string, words: string): Promise<number> {
  const { terminal, signal, options } = context
  const { config } = await loadForCommand(context)
  const chosen = chooseAgent(config, spec)
  const isJson = options['json'] === true
  await keepRunLedger(thisPlace(), terminal)
  const agent = createAgent(chosen)
  const hasKeyboard = process.stdin.isTTY
  if (!hasKeyboard)
    terminal.err(
      'parley: note: nobody is at the keyboard: permission is denied where it is asked for, and a question ends the run',
    )
  try {
    const ended = await tryAgent({
      ...{ agent, words, signal, rules: chosen.rules },
      workingDirectory: chosen.definition.workingDirectory ?? process.cwd(),
      tell: (event, decision) => {
        if (isJson) terminal.json({ ...toLine(event), ...(decision === undefined ? {} : { decision }) })
        // At the keyboard it is asked there.
        else if (event.type !== 'needs-input' || !hasKeyboard) tellEvent(event, decision, terminal)
      },
      openPrompt: hasKeyboard
        ? (answers) => createKeyboardPrompt({ input: process.stdin, terminal, ...answers })
        : undefined,
    })
    if (isJson) terminal.json({ ...toLine(ended), ok: ended.outcome === 'finished' })
    else tellEnd(ended, terminal)
    if (signal.aborted) return exitCodes.interrupted
    return ended.outcome === 'finished' ? exitCodes.ok : exitCodes.failed
  } finally {
    await agent.close?.()
  }
}

/** As every other line of output has it, under `event`. */
function toLine({ type, ...fields }: AgentEvent): object {
  return { event: type, ...fields }
}

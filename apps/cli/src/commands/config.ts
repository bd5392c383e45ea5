import { realpath } from 'node:fs/promises'
import { ParleyError } from '@parley/wire'
import { nearestWord } from '@parley/agents'
import { jsonOption } from '../command.js'
import type { Command, CommandContext } from '../command.js'
import { stateFolder, thisPlace } from '../config/config-places.js'
import type { ConfigPlace } from '../config/config-places.js'
import { listStrangeVariables } from '../config/environment-settings.js'
import { findProjectFile } from '../config/find-project-file.js'
import { loadConfig } from '../config/load-config.js'
import { settingOptions } from '../config/option-settings.js'
import { configFromText, readConfigText } from '../config/read-config-file.js'
import { tellConfig, tellFiles } from '../config/tell-config.js'
import { createTrustStore } from '../config/trust-store.js'
import { exitCodes } from '../exit-codes.js'

export const configCommand: Command = {
  name: 'config',
  summary: 'what is configured, and where each setting comes from',
  synopsis: '[path | trust | untrust] [options]',
  description: [
    'Prints the configuration that the other commands use, each setting with its source; secrets are hidden. Sources, the',
    'first one that says something counts:',
    '',
    '  1. options of the command line           --agent codex',
    '  2. environment variables                 PARLEY_AGENT, PARLEY_URL, PARLEY_DIALECT, PARLEY_MODEL, PARLEY_VOICE …',
    '  3. parley.config.json (or .ts, .mjs …)   in this folder or above it; --config or PARLEY_CONFIG names another',
    '  4. ~/.config/parley/config.json          yours, for every project',
    '  5. defaults',
    '',
    'A file that you have not trusted cannot name programs or servers, weaken a rule or run code: what it says of these',
    'is left out and listed. `trust` accepts the project’s file as it is now; a changed file asks again.',
    '',
    '  path      the files that were looked for',
    '  trust     let the file of this project decide about programs, servers and rules',
    '  untrust   take that back',
  ].join('\n'),
  operandCount: 1,
  operandMinimum: 0,
  options: [...Object.values(settingOptions), jsonOption],
  examples: [
    ['parley config', 'every setting and its source'],
    ['parley config --agent codex --json', 'what `--agent codex` would change, for programs'],
    ['parley config trust', 'after you have read parley.config.json'],
    [
      `echo '{ "agent": "codex", "approvals": { "rules": { "execute": "screen" } } }' > parley.config.json`,
      'a configuration for this project; docs/configuration.md has every key',
    ],
  ],
  run: config,
}

type Action = (context: CommandContext, place: ConfigPlace) => Promise<number>

const actions: Readonly<Record<string, Action>> = { show, path: showFiles, trust, untrust }

async function config(context: CommandContext): Promise<number> {
  const [name = 'show'] = context.operands
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined
  if (action !== undefined) return action(context, thisPlace())
  const nearest = nearestWord(name, Object.keys(actions))
  const meant = nearest === undefined ? '' : `; did you mean '${nearest}'?`
  throw new ParleyError('config', `parley config knows no '${name}'${meant} There are path, trust and untrust`)
}

async function show(context: CommandContext, place: ConfigPlace): Promise<number> {
  const loaded = await loadConfig(place, context.options)
  tellConfig(loaded, listStrangeVariables(place), place, context)
  return exitCodes.ok
}

async function showFiles(context: CommandContext, place: ConfigPlace): Promise<number> {
  tellFiles(await loadConfig(place, context.options), place, context)
  return exitCodes.ok
}

/** The file is checked first: whoever trusts it trusts something that can be used. */
async function trust({ terminal, options }: CommandContext, place: ConfigPlace): Promise<number> {
  const file = await projectFile(place)
  const text = await readConfigText(file)
  if (file.endsWith('.json')) await configFromText(text, file, place.homeDirectory)
  const store = createTrustStore(stateFolder(place))
  await store.trust(await realpath(file), text)
  if (options['json'] === true) terminal.json({ event: 'trusted', path: file })
  else terminal.out(`${file} is trusted as it is now. A change asks again; \`parley config untrust\` takes it back.`)
  return exitCodes.ok
}

async function untrust({ terminal, options }: CommandContext, place: ConfigPlace): Promise<number> {
  const file = await projectFile(place)
  const wasTrusted = await createTrustStore(stateFolder(place)).forget(await realpath(file))
  if (options['json'] === true) terminal.json({ event: 'untrusted', path: file, wasTrusted })
  else terminal.out(`${file} is ${wasTrusted ? 'no longer trusted' : 'not trusted, and was not'}`)
  return exitCodes.ok
}

async function projectFile({ workingDirectory, homeDirectory }: ConfigPlace): Promise<string> {
  const file = await findProjectFile(workingDirectory, homeDirectory)
  if (file !== undefined) return file
  throw new ParleyError(
    'config',
    `There is no parley.config.json (or .ts, .mts, .js, .mjs) in ${workingDirectory} or above it`,
  )
}

import { access, constants } from 'node:fs/promises'
import { folderAgentCommand } from '@parley/agents'
import { describeSpeech } from '@parley/speech'
import type { AgentListing } from '../agents/agent-listing.js'
import { findProgram } from '../agents/find-program.js'
import { listAgents } from '../agents/list-agents.js'
import { jsonOption } from '../command.js'
import type { Command, CommandContext } from '../command.js'
import { thisPlace } from '../config/config-places.js'
import { loadConfig } from '../config/load-config.js'
import { exitCodes } from '../exit-codes.js'
import { stringOption } from '../parse-command-line.js'
import { speechOptionSpecs } from '../speech-options.js'

/** One thing that was looked at. `needed`: nothing works without it. */
interface Finding {
  readonly name: string
  readonly ok: boolean
  readonly needed: boolean
  readonly detail: string
  /** What to do where it is not ok. */
  readonly advice: string | undefined
}

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'what is installed here, what is missing, and what to do about it',
  synopsis: '[options]',
  description:
    'Looks at Node, the speech engines, the configuration, agents and keys, and says how to mend what is missing.',
  operandCount: 0,
  options: [...speechOptionSpecs, jsonOption],
  examples: [
    ['parley doctor', 'a line for each thing; exit code 1 when something needed is missing'],
    ['parley doctor --models ~/models', 'looks at sherpa-onnx model files too'],
  ],
  run: doctor,
}

async function doctor(context: CommandContext): Promise<number> {
  const { options, terminal } = context
  const findings = [
    nodeFinding(),
    ...(await speechFindings(options)),
    ...(await agentFindings(options)),
    ...keyFindings(),
  ]
  for (const finding of findings) {
    if (options['json'] === true) terminal.json({ event: 'finding', ...finding })
    else tell(finding, context)
  }
  const ok = findings.every((finding) => finding.ok || !finding.needed)
  if (options['json'] === true) terminal.json({ event: 'ended', ok })
  else
    terminal.out(ok ? '\nEverything needed is here. Try `parley demo`.' : '\nSomething needed is missing; see above.')
  return ok ? exitCodes.ok : exitCodes.failed
}

function tell(finding: Finding, { terminal }: CommandContext): void {
  const mark = finding.ok
    ? terminal.style('green', '✓')
    : finding.needed
      ? terminal.style('red', '✗')
      : terminal.style('dim', '–')
  terminal.out(`${mark} ${finding.name.padEnd(28)} ${finding.detail}`)
  if (!finding.ok && finding.advice !== undefined) terminal.out(`${' '.repeat(31)}→ ${finding.advice}`)
}

function nodeFinding(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const ok = major > 20 || (major === 20 && minor >= 19)
  return {
    name: 'Node.js',
    ok,
    needed: true,
    detail: process.version,
    advice: ok ? undefined : 'install Node.js 20.19 or newer',
  }
}

/** What works with nothing configured; the other engines are there by choice. */
const neededEngines: ReadonlySet<string> = new Set(['silero', 'soundswallower', 'flite', 'speex'])

async function speechFindings(options: CommandContext['options']): Promise<readonly Finding[]> {
  const modelsDir = stringOption(options, 'models')
  const reports = await describeSpeech(modelsDir === undefined ? {} : { modelsDir })
  return reports.map((report) => ({
    name: `${report.role}: ${report.name}`,
    ok: report.isUsable,
    needed: neededEngines.has(report.name),
    detail: report.isUsable ? report.summary : `${report.summary} (${report.reason})`,
    advice: report.isUsable ? undefined : report.advice,
  }))
}

async function agentFindings(options: CommandContext['options']): Promise<readonly Finding[]> {
  const folderAgent = await isReadable(folderAgentCommand().at(-1) ?? '')
  const builtIn: Finding = {
    name: 'agent: command',
    ok: folderAgent,
    needed: true,
    detail: "any program: --agent 'command:PROGRAM ARGS…'; without one, the folder agent",
    advice: folderAgent ? undefined : 'the folder agent is missing; install the packages again with `npm ci`',
  }
  const git = await findProgram('git')
  const gitFinding: Finding = {
    name: 'program: git',
    ok: git !== undefined,
    needed: false,
    detail: git ?? 'not found on PATH',
    advice: 'the folder agent answers questions about commits when git is installed',
  }
  return [builtIn, ...(await configuredFindings(options)), gitFinding]
}

/** The configuration, and each agent that needs a program which is not Parley's. */
async function configuredFindings(options: CommandContext['options']): Promise<readonly Finding[]> {
  const configuration = { name: 'configuration', needed: true } as const
  try {
    const { config, withheld } = await loadConfig(thisPlace(), options)
    const left = withheld.length === 0 ? '' : '; a part of it is left out, see `parley config`'
    const detail = `can be used; the agent is ${config.agent ?? 'folder'}${left}`
    const listings = await listAgents(config)
    return [{ ...configuration, ok: true, detail, advice: undefined }, ...listings.flatMap(toFinding)]
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    return [{ ...configuration, ok: false, detail, advice: 'mend the file; docs/configuration.md has every key' }]
  }
}

function toFinding({ name, isChosen, program }: AgentListing): readonly Finding[] {
  const finding = { name: `agent: ${name}`, needed: isChosen } as const
  switch (program.state) {
    case 'not-needed':
      return []
    case 'found':
      return [{ ...finding, ok: true, detail: program.version ?? program.path, advice: undefined }]
    case 'missing':
      return [{ ...finding, ok: false, detail: `${program.name}: not found on PATH`, advice: program.install }]
    case 'unusable':
      return [{ ...finding, ok: false, detail: program.problem, advice: 'see `parley config`' }]
  }
}

/** Says which keys are set, never what they are. */
function keyFindings(): readonly Finding[] {
  return [
    ['PARLEY_API_KEY', 'asked of clients by `parley serve`, sent by `parley say --url`'],
    ['OPENAI_API_KEY', 'sent to OpenAI when --url names it; nothing here needs it'],
  ].map(([name = '', use = '']) => {
    const isSet = (process.env[name] ?? '') !== ''
    return {
      name: `key: ${name}`,
      ok: isSet,
      needed: false,
      detail: isSet ? `set; ${use}` : `not set; ${use}`,
      advice: undefined,
    }
  })
}

function isReadable(path: string): Promise<boolean> {
  return access(path, constants.R_OK).then(
    () => true,
    () => false,
  )
}

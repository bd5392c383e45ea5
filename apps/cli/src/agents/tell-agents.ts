import type { Terminal } from '../terminal.js'
import { abilityMeanings, abilityNames } from './agent-listing.js'
import type { AgentListing, ProgramState } from './agent-listing.js'

const STATE_WIDTH = 26
const ABILITY_MARKS = abilityNames.map((name) => name.length)

/** A table that fits 80 columns, and below it what to do about what is missing. */
export function tellAgents(listings: readonly AgentListing[], terminal: Terminal): void {
  const nameWidth = Math.max(8, ...listings.map(({ name }) => name.length))
  const head = `  ${'agent'.padEnd(nameWidth)}  ${'on this machine'.padEnd(STATE_WIDTH)}  can`
  terminal.out(terminal.style('bold', head))
  for (const listing of listings) {
    const { name, program, isChosen } = listing
    const mark = isChosen ? '*' : ' '
    const state = stateText(listing).slice(0, STATE_WIDTH).padEnd(STATE_WIDTH)
    const coloured = terminal.style(
      program.state === 'missing' || program.state === 'unusable' ? 'dim' : 'green',
      state,
    )
    terminal.out(`${mark} ${name.padEnd(nameWidth)}  ${coloured}  ${abilityColumns(listing)}`.trimEnd())
  }
  terminal.out('')
  terminal.out('* does the work where nobody says who; --agent NAME or `parley config` changes that')
  for (const name of abilityNames) terminal.out(`  ${name.padEnd(8)}  ${abilityMeanings[name]}`)
  tellMissing(listings, terminal)
  terminal.out('')
  terminal.out('`parley agents NAME` says more; `parley agents test NAME "words"` tries one without voice.')
}

/** Everything about one agent. */
export function tellAgent(listing: AgentListing, terminal: Terminal): void {
  const { name, kind, summary, usage, abilities, program, isChosen } = listing
  const line = (left: string, right: string): void => {
    terminal.out(`  ${left.padEnd(10)}  ${right}`)
  }
  terminal.out(`${terminal.style('bold', name)}${isChosen ? ', which does the work where nobody says who' : ''}`)
  if (summary !== '') line('is', summary)
  if (kind !== name) line('kind', kind)
  line('use', `--agent ${usage}`)
  for (const [left, right] of programLines(program)) line(left, right)
  if (abilities === undefined) line('can', 'what its program can')
  else if (abilities.length === 0) line('can', 'work; nothing more than that')
  for (const ability of abilities ?? []) line('can', `${ability}: ${abilityMeanings[ability]}`)
}

function stateText({ program, usage, origin, abilities }: AgentListing): string {
  switch (program.state) {
    case 'not-needed':
      return abilities === undefined && origin === 'built-in' ? usage : 'comes with Parley'
    case 'found':
      return program.version ?? program.path
    case 'missing':
      return 'not installed'
    case 'unusable':
      return 'cannot be used'
  }
}

/** Each ability has its place, so that the eye finds it in the column. */
function abilityColumns({ abilities }: AgentListing): string {
  if (abilities === undefined) return 'depends on the program'
  return abilityNames
    .map((name, index) => (abilities.includes(name) ? name : '').padEnd(ABILITY_MARKS[index] ?? 0))
    .join(' ')
}

function tellMissing(listings: readonly AgentListing[], terminal: Terminal): void {
  const missing = listings.flatMap(({ name, program }) => adviceFor(program).map((advice) => [name, advice] as const))
  if (missing.length === 0) return
  terminal.out('')
  const width = Math.max(...missing.map(([name]) => name.length))
  for (const [name, advice] of missing) terminal.out(`  ${name.padEnd(width)}  → ${advice}`)
}

function adviceFor(program: ProgramState): readonly string[] {
  if (program.state === 'unusable') return [program.problem]
  if (program.state !== 'missing') return []
  return [program.install ?? `there is no program '${program.name}' on PATH`]
}

function programLines(program: ProgramState): readonly (readonly [left: string, right: string])[] {
  switch (program.state) {
    case 'not-needed':
      return []
    case 'found':
      return [
        ['program', program.path],
        ...(program.version === undefined ? [] : [['version', program.version] as const]),
        ...(program.login === undefined ? [] : [['login', program.login] as const]),
      ]
    case 'missing':
      return [
        ['program', `${program.name}: not found on PATH`],
        ...(program.install === undefined ? [] : [['install', program.install] as const]),
        ...(program.login === undefined ? [] : [['login', program.login] as const]),
      ]
    case 'unusable':
      return [['problem', program.problem]]
  }
}

/** What a user asks for; the words decide what the agent does. */
export type JobKind = 'long' | 'short' | 'failing' | 'hanging' | 'spoken'

export interface PlannedJob {
  readonly kind: JobKind
  readonly text: string
}

/** How a gateway ends: by us, some time after its user has seen something, or by itself at a named point. */
export type PlannedKill =
  | { readonly by: 'signal'; readonly behind: string; readonly delayMs: number }
  | { readonly by: 'point'; readonly point: string }

export interface SitePlan {
  readonly agent: 'lines' | 'plain'
  /** Of each user in turn; a user has one conversation. */
  readonly users: readonly (readonly PlannedJob[])[]
  readonly kills: readonly PlannedKill[]
}

export interface ChaosSize {
  readonly handoffs: number
  readonly kills: number
  readonly seed: number
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Of a handoff, from the words to what was heard. */
export const PHASES = [
  'sent',
  'handoff',
  'update',
  'task',
  'delivery-sent',
  'delivery-spoken',
  'delivery-heard',
] as const

/** Two gateways, one whose agent can go on with its work and one whose agent cannot. Pure. */
export function planChaos({ handoffs, kills, seed }: ChaosSize): readonly SitePlan[] {
  const random = createRandom(seed)
  const forLines = Math.ceil(handoffs / 2)
  return [
    { agent: 'lines', users: planUsers('lines', forLines, random), kills: planKills(Math.ceil(kills / 2), random) },
    {
      agent: 'plain',
      users: planUsers('plain', handoffs - forLines, random),
      kills: planKills(Math.floor(kills / 2), random),
    },
  ]
}

const MAX_USERS = 12

function planUsers(agent: SitePlan['agent'], count: number, random: () => number): SitePlan['users'] {
  const jobs = Array.from({ length: count }, (_value, index) => planJob(agent, index, random))
  const userCount = Math.min(MAX_USERS, Math.ceil(count / 5))
  return Array.from({ length: userCount }, (_value, user) => jobs.filter((_job, index) => index % userCount === user))
}

function planJob(agent: SitePlan['agent'], index: number, random: () => number): PlannedJob {
  const dice = random()
  const workMs = Math.round(random() * 1_500)
  const name = String(index)
  if (index % 20 === 3) return { kind: 'spoken', text: '' }
  if (dice < 0.1) return { kind: 'hanging', text: `wait with number ${name}` }
  if (dice < 0.2) return { kind: 'failing', text: `fail with number ${name}` }
  if (agent === 'lines' && dice < 0.6) return { kind: 'long', text: `please do the long job number ${name}` }
  return {
    kind: 'short',
    text: agent === 'lines' ? `look at number ${name}` : `work ${String(workMs)} on number ${name}`,
  }
}

/** Half at named points of the store, half behind each phase in turn, one in eight while it starts. */
function planKills(count: number, random: () => number): readonly PlannedKill[] {
  return Array.from({ length: count }, (_value, index): PlannedKill => {
    if (index % 8 === 5) return { by: 'point', point: `after-ms:${String(Math.round(200 + random() * 1_200))}` }
    if (index % 2 === 0) {
      const behind = PHASES[Math.floor(random() * PHASES.length)] ?? 'handoff'
      return { by: 'signal', behind, delayMs: Math.round(random() * 40) }
    }
    const side = random() < 0.5 ? 'before' : 'after'
    return { by: 'point', point: `${side}-commit:${String(3 + Math.round(random() * random() * 400))}` }
  })
}

import type { CallsResult } from './calls/measure-calls.js'
import type { Machine } from './machine.js'
import type { SessionsResult } from './sessions/measure-sessions.js'
import type { ImportRow } from './imports/measure-imports.js'
import { PEERS } from './peers.js'
import { AGENTS, FLOOR, OURS, ratioOf } from './speed/measure-speed.js'
import type { SpeedRow } from './speed/measure-speed.js'
import { toTable } from './table.js'

/** Everything that one run found. */
export interface BenchReport {
  readonly measuredAt: string
  readonly command: string
  readonly machine: Machine
  readonly rounds: number
  readonly events: number
  readonly speed: readonly SpeedRow[] | undefined
  readonly imports: readonly ImportRow[] | undefined
  readonly sessions: SessionsResult | undefined
  readonly calls: CallsResult | undefined
}

export function speedTable(rows: readonly SpeedRow[]): string {
  const contenders = rows[0]?.figures.map(({ contender }) => contender) ?? []
  const hasAgents = contenders.includes(AGENTS)
  const toRatio = (value: number): string => value.toFixed(2)
  return toTable(
    ['CPU µs per event, medians', ...contenders, 'ours / floor', ...(hasAgents ? ['ours / agents-realtime'] : [])],
    rows.map((row) => [
      row.workload.title,
      ...row.figures.map(({ median }) => median.toFixed(1)),
      toRatio(ratioOf(row, OURS, FLOOR)),
      ...(hasAgents ? [toRatio(ratioOf(row, OURS, AGENTS))] : []),
    ]),
  )
}

export function importsTable(rows: readonly ImportRow[]): string {
  return toTable(
    ['import in a fresh process, medians', 'CPU ms', 'memory added, MB', 'CPU / ws'],
    rows.map(({ name, cpuMs, rssMb, ratio }) => [name, cpuMs.toFixed(0), rssMb.toFixed(1), ratio.toFixed(2)]),
  )
}

export function sessionsTable(result: SessionsResult): string {
  const percent = (value: number): string => `${value.toFixed(2)} %`
  const ms = (value: number): string => `${value.toFixed(1)} ms`
  return toTable(
    [`${String(result.sessions)} sessions for ${String(result.seconds)} s`, 'figure'],
    [
      ['frames of 20 ms sent', result.sentFrames.toLocaleString('en')],
      ['frames lost', String(result.lostFrames)],
      [
        'turns heard, byte for byte as by a session alone',
        `${String(result.comparedTurns - result.differentTurns)} of ${String(result.comparedTurns)}`,
      ],
      ['sessions lost', String(result.lostSessions)],
      ['server, event loop: CPU per session, of one core', percent(result.serverMainPercent)],
      ['server with recognition: CPU per session', percent(result.serverTotalPercent)],
      ['client: CPU per session', percent(result.clientPercent)],
      ['events that need no recognition, answered', result.roundTrips.toLocaleString('en')],
      ['… not answered', String(result.unanswered)],
      ['… delay, median', ms(result.p50Ms)],
      ['… delay, p99', ms(result.p99Ms)],
      ['… delay, longest', ms(result.maxMs)],
      ["of it this client's own timers, p99", ms(result.clientLoopP99Ms)],
    ],
  )
}

export function callsTable({ firstCallMs, firstCallMegabytes, rows }: CallsResult): string {
  const ms = (value: number): string => `${value.toFixed(0)} ms`
  const columns = rows.map(({ calls }) => `${String(calls)} at once`)
  const line = (title: string, pick: (row: CallsResult['rows'][number]) => string): readonly string[] => [
    title,
    ...rows.map(pick),
  ]
  return toTable(
    ['calls', ...columns],
    [
      line('offer → answer, median', ({ answerMs }) => ms(answerMs)),
      line('offer → channel open, median', ({ channelMs }) => ms(channelMs)),
      line('offer → first sound of an answer, median', ({ firstSoundMs }) => ms(firstSoundMs)),
      line('server, event loop: CPU per call, of one core', ({ mainPercent }) => `${mainPercent.toFixed(1)} %`),
      line('calls that one core carries', ({ mainPercent }) => String(Math.floor(100 / mainPercent))),
      line('memory per call', ({ megabytes }) => `${megabytes.toFixed(1)} MB`),
      line('sound packets that came in time', ({ heardPercent }) => `${heardPercent.toFixed(1)} %`),
      ['first call of a server: offer → first sound', ms(firstCallMs), ...rows.slice(1).map(() => '')],
      ['… and its memory', `${firstCallMegabytes.toFixed(0)} MB`, ...rows.slice(1).map(() => '')],
    ],
  )
}

export function machineLine({ machine, measuredAt }: BenchReport): string {
  const { cpu, cores, system, node, ws, load } = machine
  return `${cpu}, ${String(cores)} cores, ${system}; Node ${node}, ws ${ws}; load ${load.toFixed(1)} before; ${measuredAt}`
}

/** The page docs/performance.md, whole: nothing in it is written by hand. */
export function performancePage(report: BenchReport): string {
  const { speed, imports, sessions, calls, rounds, events, command } = report
  const parts = [
    '# Performance',
    `Written by \`${command}\`; figures move from run to run, ratios within one run hold.`,
    machineLine(report),
    ...(speed === undefined ? [] : [speedText(rounds, events), speedTable(speed), speedReading]),
    ...(imports === undefined ? [] : [importsText, importsTable(imports)]),
    ...(sessions === undefined ? [] : [sessionsText, sessionsTable(sessions)]),
    ...(calls === undefined ? [] : [callsText, callsTable(calls)]),
  ]
  return `${parts.join('\n\n')}\n`
}

function speedText(rounds: number, events: number): string {
  return `## The client

One server process (raw \`ws\`, messages made beforehand) drives one client process; the client's CPU time per event,
${String(rounds)} interleaved rounds of ${events.toLocaleString('en')} events after as many for warming up. The floor is the least that a program can do by
itself: \`ws\`, \`JSON.parse\` or \`JSON.stringify\`, and base64. Every event is checked to be there and in order. Peers are
installed by the benchmark: ${Object.entries(PEERS)
    .map(([name, version]) => `\`${name}\` ${version}`)
    .join(', ')} (its WebSocket transport, without the session above it). The ratios are
medians of the rounds' own ratios.`
}

/** What the profiles of these runs say; read again when the figures change. */
const speedReading = `Where the time goes, by CPU profiles of runs like these:

- **The floor, audio in**: a quarter is \`JSON.parse\`, a tenth making text for it, an eighth base64, a sixth garbage, the rest
  the socket and \`ws\`.
- **Ours, audio in**: making the text that base64 is decoded from (a seventh), decoding it (an eighth), garbage (a
  sixth), scanning the fields (a sixteenth); validation of UTF-8 by \`ws\`, promises and delivery take a few percent each,
  the socket and \`ws\` the rest. The target is 0.65 of the floor. Nothing but \`ws\`, a search for the audio and decoding into
  the same block of memory came to 0.64 to 0.72 in runs beside these, so what is left to win above \`ws\` is about a tenth;
  below that only a frame reader of our own would go. \`ws\` alone, parsing nothing, takes 0.37.
- **Ours, small events in**: scanning an eighth, garbage a seventh, taking the fields a twelfth, the rest in small pieces,
  most of them the socket's and \`ws\`'s. The scan takes as long as \`JSON.parse\` of so short a text, and checks the fields
  while it reads. The target is 1.15.
- **Ours, audio out**: nearly half is the system's write, a seventh the mask of \`ws\`. \`JSON.stringify\`, 2.4 µs a piece,
  is gone. The target is 0.75.
- **\`@openai/agents-realtime\`**, by its source: each event is parsed twice and cloned for listeners of all events, also
  where there is none; base64 is decoded with \`atob\` and a loop, and encoded with a string of single characters and
  \`btoa\`. Targets are a fifth of it for audio, a third for small events. Audio in and small events miss theirs.

Rounds shorter than some ten thousand events measure the compiler more than the code.`

const importsText = `## Loading it

CPU time and resident memory that \`import()\` adds to a process that has loaded nothing else. The target is 1.3 times
\`ws\`; it is missed because client and wire are some 80 small modules, each read and linked by itself, and one schema
library (about 10 ms). One file for Node, as browsers get from their bundler, would mend it.`

const sessionsText = `## The embedded server

One \`parley serve\` in a process of its own, with voice activity detection and queued recognition, while all sessions
stream speech in real time. A session that has the server for itself sends the same audio first: every turn of every
session must be heard at the same places and with the same samples, so a frame that is lost or out of order shows.`

const callsText = `## Calls over WebRTC

One \`parley serve\` in a process of its own; the callers, by the same WebRTC library, are another process on the same machine. Each
call speaks all the time and is spoken to all the time, with turn detection off: transport and Opus both ways, without
recognition, which costs the same as over a WebSocket.`

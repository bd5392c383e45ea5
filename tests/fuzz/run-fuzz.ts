import { once } from 'node:events'
import { get } from 'node:http'
import fc from 'fast-check'
import { readCorpus } from './corpus.js'
import { openFuzzProcess } from './fuzz-process.js'
import type { FuzzProcess } from './fuzz-process.js'
import type { Finding, FuzzInput, FuzzTarget } from './fuzz-target.js'
import { createFuzzTargets } from './fuzz-targets.js'

export interface FuzzSettings {
  readonly seconds: number
  readonly seed: number
  /** Names of the targets; empty: all. */
  readonly only: readonly string[]
  /** Default: all there are. */
  readonly targets?: readonly FuzzTarget[]
  /** What one case may take inside the process. Default 10,000. */
  readonly caseMs?: number
}

export interface TargetFigures {
  readonly target: string
  readonly executions: number
  readonly perSecond: number
  /** Of the attacked process, after this target. */
  readonly rssMegabytes: number
}

export interface FuzzReport {
  readonly figures: readonly TargetFigures[]
  readonly findings: readonly Finding[]
  /** What was found before and was tried again. */
  readonly corpusSize: number
}

/** So much more than at first the attacked process may hold at any time, after a collection. */
const MAX_GROWTH_MEGABYTES = 300
const DEFAULT_CASE_MS = 10_000

/** First all that was ever found, then every target for its part of the time. A finding ends its target's part. */
export async function runFuzz(settings: FuzzSettings): Promise<FuzzReport> {
  const targets = (settings.targets ?? createFuzzTargets()).filter(
    ({ name }) => settings.only.length === 0 || settings.only.includes(name),
  )
  const findings: Finding[] = []
  const figures: TargetFigures[] = []
  const corpus = readCorpus()
  let process = await openFuzzProcess()
  const firstRss = await process.rssBytes()
  try {
    for (const target of targets) {
      const known = corpus.filter((entry) => entry.target === target.name).map(({ input }) => input)
      const share = { ...settings, seconds: settings.seconds / targets.length }
      const { executions, seconds, found } = await runTarget(process, target, known, share)
      findings.push(...found)
      if (process.hasEnded || found.length > 0) {
        await process.close()
        process = await openFuzzProcess()
      }
      const rss = await process.rssBytes()
      figures.push({
        target: target.name,
        executions,
        perSecond: executions / seconds,
        rssMegabytes: Math.round(rss / 2 ** 20),
      })
      const growth = (rss - firstRss) / 2 ** 20
      if (growth > MAX_GROWTH_MEGABYTES) {
        findings.push({ target: target.name, input: [], problem: `memory grew by ${growth.toFixed(0)} MB` })
      }
    }
    return { figures, findings, corpusSize: corpus.length }
  } finally {
    await process.close()
  }
}

interface TargetRun {
  readonly executions: number
  readonly seconds: number
  readonly found: readonly Finding[]
}

async function runTarget(
  process: FuzzProcess,
  target: FuzzTarget,
  known: readonly FuzzInput[],
  { seconds, seed, caseMs = DEFAULT_CASE_MS }: FuzzSettings,
): Promise<TargetRun> {
  const startedAt = performance.now()
  const spent = (): number => (performance.now() - startedAt) / 1000
  let executions = 0
  for (let batch = 0; batch === 0 || spent() < seconds; batch++) {
    const fresh = fc.sample(target.inputs, { seed: seed + batch, numRuns: target.batchSize })
    const inputs = batch === 0 ? [...known, ...fresh] : fresh
    executions += inputs.length
    const found = await runBatch(process, target, inputs, caseMs)
    if (found.length > 0) return { executions, seconds: spent(), found }
  }
  return { executions, seconds: spent(), found: [] }
}

async function runBatch(
  process: FuzzProcess,
  target: FuzzTarget,
  inputs: readonly FuzzInput[],
  caseMs: number,
): Promise<readonly Finding[]> {
  const { way } = target
  if (way.type === 'against') {
    const problems = await Promise.all(inputs.map((input) => problemOf(way.attack(input, process.victim))))
    const found = inputs.flatMap((input, index) => toFinding(target, input, problems[index]))
    return found.length > 0 ? found : checkHealth(process, target, inputs)
  }
  try {
    const faults = await process.work(target.name, inputs, inputs.length * caseMs)
    return inputs.flatMap((input, index) => toFinding(target, input, faults.get(index)))
  } catch (error) {
    return findCulprit(target, inputs, caseMs, String(error))
  }
}

function toFinding({ name }: FuzzTarget, input: FuzzInput, problem: string | undefined): readonly Finding[] {
  return problem === undefined ? [] : [{ target: name, input, problem }]
}

function problemOf(work: Promise<void>): Promise<string | undefined> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
}

/** After attacks at once a crash has no single author: all of them are told. */
async function checkHealth(
  process: FuzzProcess,
  { name }: FuzzTarget,
  inputs: readonly FuzzInput[],
): Promise<readonly Finding[]> {
  const { doorPort, serverPort } = process.victim
  const problem = await problemOf(
    Promise.all([askStatus(doorPort, '/status'), askStatus(serverPort, '/healthz')]).then(),
  )
  const text =
    problem === undefined && !process.hasEnded ? undefined : `after these, a proper request: ${problem ?? 'dead'}`
  return text === undefined ? [] : inputs.map((input) => ({ target: name, input, problem: text }))
}

async function askStatus(port: number, path: string): Promise<void> {
  const request = get({ host: '127.0.0.1', port, path, agent: false, timeout: DEFAULT_CASE_MS })
  request.once('timeout', () => request.destroy(new Error('no answer in time')))
  const events: unknown[] = await once(request, 'response')
  const response = events[0]
  const status =
    typeof response === 'object' && response !== null ? String(Reflect.get(response, 'statusCode')) : undefined
  request.destroy()
  if (status !== '200') throw new Error(`${path} was answered with ${String(status)}`)
}

/** The batch killed or held up the process: each case again, in a new one. */
async function findCulprit(
  target: FuzzTarget,
  inputs: readonly FuzzInput[],
  caseMs: number,
  first: string,
): Promise<readonly Finding[]> {
  for (const input of inputs) {
    const alone = await openFuzzProcess()
    try {
      await alone.work(target.name, [input], caseMs)
      // What goes wrong a moment later belongs to it as well.
      await alone.rssBytes()
    } catch (error) {
      return [{ target: target.name, input, problem: String(error) }]
    } finally {
      await alone.close()
    }
  }
  return inputs.map((input) => ({ target: target.name, input, problem: `all of these together: ${first}` }))
}

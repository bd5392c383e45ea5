import { createRequire } from 'node:module'
import { availableParallelism, cpus, loadavg, release } from 'node:os'
import { isRecord } from '@parley/wire'

/** Where and with what figures were measured. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly system: string
  readonly node: string
  readonly ws: string
  /** Of the minute before: what else the machine had to do. */
  readonly load: number
}

export function describeMachine(): Machine {
  const manifest: unknown = createRequire(import.meta.url)('ws/package.json')
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    system: `${process.platform} ${release()}`,
    node: process.version,
    load: loadavg()[0] ?? NaN,
    ws: isRecord(manifest) ? String(manifest['version']) : 'unknown',
  }
}

import { createRequire } from 'node:module'
import { availableParallelism, cpus, release } from 'node:os'
import { isRecord } from '@parley/wire'

/** Where and with what figures were measured. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly system: string
  readonly node: string
  readonly ws: string
}

export function describeMachine(): Machine {
  const manifest: unknown = createRequire(import.meta.url)('ws/package.json')
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    system: `${process.platform} ${release()}`,
    node: process.version,
    ws: isRecord(manifest) ? String(manifest['version']) : 'unknown',
  }
}

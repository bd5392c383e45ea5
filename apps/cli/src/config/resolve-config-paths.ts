import { join, resolve } from 'node:path'
import type { ParleyConfig } from './config-schema.js'

/** Paths in a file mean what they mean from its folder; `~/` is the home folder. */
export function resolveConfigPaths(config: ParleyConfig, folder: string, homeDirectory: string): ParleyConfig {
  const at = (path: string): string => {
    return path === '~' || path.startsWith('~/') ? join(homeDirectory, path.slice(1)) : resolve(folder, path)
  }
  const { agents, gateway } = config
  return {
    ...config,
    ...(agents === undefined
      ? {}
      : {
          agents: Object.fromEntries(
            Object.entries(agents).map(([name, agent]) => [name, resolveIn(agent, ['workingDirectory'], at)]),
          ),
        }),
    ...(gateway === undefined ? {} : { gateway: resolveIn(gateway, ['tokenFile', 'stateDir'], at) }),
  }
}

function resolveIn<T extends object>(table: T, keys: readonly string[], at: (path: string) => string): T {
  const resolved = Object.entries(table).flatMap(([key, value]) =>
    keys.includes(key) && typeof value === 'string' ? [[key, at(value)] as const] : [],
  )
  return { ...table, ...Object.fromEntries(resolved) }
}

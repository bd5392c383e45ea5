import type { ParleyConfig } from './config-schema.js'

/** For `parley.config.ts`: gives back what it is given, with its type checked as it is written. */
export function defineConfig(config: ParleyConfig): ParleyConfig {
  return config
}

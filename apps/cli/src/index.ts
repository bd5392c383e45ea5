export { defineConfig } from './config/define-config.js'
export type { ConfiguredAgent, ParleyConfig } from './config/config-schema.js'

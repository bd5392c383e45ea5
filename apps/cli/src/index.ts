export { defineConfig } from './config/define-config.js'
export type { ApprovalRules, ConfiguredAgent, ParleyConfig } from './config/config-schema.js'

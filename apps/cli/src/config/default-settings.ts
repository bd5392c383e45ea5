import { defaultApprovals, toolKinds } from '@parley/conversation'
import type { ToolKind } from '@parley/conversation'
import type { ConfigPlace } from './config-places.js'
import { stateFolder } from './config-places.js'
import type { ParleyConfig } from './config-schema.js'

/** What holds where nobody says anything. */
export function defaultConfig(place: ConfigPlace): ParleyConfig {
  return {
    agent: 'folder',
    approvals: { expireMs: defaultApprovals.expireMs },
    realtime: { url: 'embedded', dialect: 'realtime' },
    limits: { taskMs: 600_000 },
    gateway: { stateDir: stateFolder(place) },
  }
}

/** A kind of tool, or whatever reaches outside the folder of the task. */
export type RuledKind = ToolKind | 'outside'
export const ruledKinds: readonly RuledKind[] = [...toolKinds, 'outside']

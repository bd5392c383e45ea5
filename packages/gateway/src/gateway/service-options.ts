import type { ConversationTerms } from '../conversations/conversation-core.js'
import type { HostLimits } from '../conversations/host-limits.js'
import type { Logger } from '../secrets/logger.js'
import type { AgentSource } from './agent-source.js'
import type { UpstreamChoice } from './upstream.js'

/** What serves conversations, whichever way clients come in. */
export interface ServiceOptions {
  readonly agents: AgentSource
  /** Default: the embedded server. */
  readonly upstream?: UpstreamChoice
  /**
   * Where conversations are kept; one gateway each. Default: `defaultStateFolder()`.
   */
  readonly stateFolder?: string
  /** Nothing outlives the process, and no state folder is needed. Default false. */
  readonly isEphemeral?: boolean
  /** Policy, approval rules, prices and limits of every conversation. */
  readonly terms?: ConversationTerms
  /** How many conversations, how long a call may last and how long silence. */
  readonly limits?: Partial<HostLimits>
  /** How long the runs of a draining service may go on; default 30,000. */
  readonly drainMs?: number
  /** Default: nothing is logged. */
  readonly logger?: Logger
  /** For `OTEL_*`. Default: that of this process. */
  readonly environment?: Readonly<Record<string, string | undefined>>
}

export const DEFAULT_DRAIN_MS = 30_000

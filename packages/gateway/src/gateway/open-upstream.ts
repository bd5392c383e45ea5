import type { Logger } from '../secrets/logger.js'
import { openEmbeddedUpstream } from './embedded-upstream.js'
import { createServerUpstream } from './server-upstream.js'
import type { Upstream, UpstreamChoice } from './upstream.js'

export async function openUpstream(choice: UpstreamChoice, logger: Logger): Promise<Upstream> {
  return choice.kind === 'embedded' ? openEmbeddedUpstream(choice, logger) : createServerUpstream(choice)
}

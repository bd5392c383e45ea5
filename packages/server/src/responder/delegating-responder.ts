import { decideResponse } from './decide-response.js'
import type { Responder } from './responder.js'

/** The default responder: hands every request to the session's delegation tool and speaks what comes back. */
export function createDelegatingResponder(): Responder {
  return {
    // A generator because the port streams; the decision itself is made at once.
    async *respond(context) {
      yield* decideResponse(context)
    },
  }
}

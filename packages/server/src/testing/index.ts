/** For tests of who implements the Responder port; needs node:test. */
export { describeResponder } from './describe-responder.js'
export type { ResponderSuiteOptions } from './describe-responder.js'

export { createFakeClock } from './fake-clock.js'
export type { FakeClock } from './fake-clock.js'
export { openFaultProxy } from './fault-proxy.js'
export type { FaultProxy, FaultProxyOptions } from './fault-proxy.js'
export type { Fault } from './forward.js'
export {
  dialectOfScenario,
  listRecordedHandoffs,
  listScenarios,
  readRecordedFrames,
  recordingsFolder,
} from './recordings.js'
export type { RecordedFrame, RecordedHandoff } from './recordings.js'

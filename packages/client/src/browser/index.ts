export { openBrowserCall } from './browser-call.js'
export type { BrowserCall, BrowserCallOptions } from './browser-call.js'
export type { CallEnd, CallPhase } from './call-machine.js'
export type { CallPeer, CallPeerListener, OpenCallPeer } from './call-peer.js'

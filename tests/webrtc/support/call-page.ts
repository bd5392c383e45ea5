import { isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { openTestPage } from './test-page.js'
import type { TestPage, TestPageOptions } from './test-page.js'

/** A page in a real browser that can make one call. */
export interface CallPage extends TestPage {
  /** Gives the call's id. */
  start(server: string, session?: JsonObject, key?: string): Promise<string>
  offer(): Promise<string>
  accept(sdp: string): Promise<void>
  send(event: JsonObject): Promise<void>
  /** Of the assistant's voice, so far. */
  stats(): Promise<{ readonly packetsReceived: number; readonly packetsLost: number }>
}

export async function openCallPage(options: Omit<TestPageOptions, 'page'>): Promise<CallPage> {
  const page = await openTestPage({ ...options, page: 'call.html' })
  return {
    ...page,
    start: async (server, session, key) => String(await page.ask('start', server, session, key)),
    offer: async () => String(await page.ask('offer')),
    accept: async (sdp) => void (await page.ask('accept', sdp)),
    send: async (event) => void (await page.ask('send', event)),
    async stats() {
      const stats = await page.ask('stats')
      const { packetsReceived, packetsLost } = isRecord(stats) ? stats : {}
      return { packetsReceived: Number(packetsReceived), packetsLost: Number(packetsLost) }
    },
  }
}

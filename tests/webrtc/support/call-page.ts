import { createServer } from 'node:http'
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { encodeWav, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { SAMPLE_RATE } from '../../interop/support/sounds.js'
import { openBrowser } from './chromium.js'
import type { OpenBrowser } from './chromium.js'

const PAGES = fileURLToPath(new URL('../../../webrtc/pages/', import.meta.url))

/** A page in a real browser that can make one call. */
export interface CallPage {
  readonly browser: OpenBrowser
  start(server: string, session?: JsonObject, key?: string): Promise<string>
  offer(): Promise<string>
  accept(sdp: string): Promise<void>
  /** The event of that type, the `count`th; waits for it. */
  until(type: string, count?: number): Promise<JsonObject>
  send(event: JsonObject): Promise<void>
  events(): Promise<readonly JsonObject[]>
  heard(): Promise<{ readonly peak: number; readonly soundMs: number }>
  hangUp(): Promise<void>
  close(): Promise<void>
}

export interface CallPageOptions {
  readonly chromium: string
  /** What the microphone hears, from the start of the call on. */
  readonly voice: Int16Array
  /** Where the sound file may be put. */
  readonly folder: string
}

export async function openCallPage({ chromium, voice, folder }: CallPageOptions): Promise<CallPage> {
  const microphoneFile = `${folder}/microphone-${Math.random().toString(36).slice(2)}.wav`
  await writeFile(microphoneFile, encodeWav(voice, SAMPLE_RATE))
  const html = await readFile(`${PAGES}call.html`)
  const http = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const browser = await openBrowser({ path: chromium, microphoneFile })
  await browser.page.goto(`http://127.0.0.1:${port}/`)
  const ask = (expression: string): Promise<unknown> => browser.page.evaluate(expression)
  const text = async (expression: string): Promise<string> => String(await ask(expression))
  const object = async (expression: string): Promise<JsonObject> => {
    const value = await ask(expression)
    if (!isRecord(value)) throw new Error(`${expression} is no object`)
    return value
  }
  const call = (name: string, ...values: readonly unknown[]): string =>
    `call.${name}(${values.map((value) => JSON.stringify(value) ?? 'undefined').join(', ')})`
  return {
    browser,
    start: (server, session, key) => text(call('start', server, session, key)),
    offer: () => text(call('offer')),
    accept: async (sdp) => void (await ask(call('accept', sdp))),
    until: (type, count) => object(call('until', type, count)),
    send: async (event) => void (await ask(call('send', event))),
    async events() {
      const events = await ask('call.events')
      return Array.isArray(events) ? events.filter(isRecord) : []
    },
    async heard() {
      const { peak, firstMs, lastMs } = await object('({ ...call.heard })')
      return { peak: Number(peak), soundMs: firstMs === undefined ? 0 : Number(lastMs) - Number(firstMs) }
    },
    hangUp: async () => void (await ask(call('hangUp'))),
    async close() {
      await ask(call('hangUp'))
      await browser.close()
      await new Promise((resolve) => http.close(resolve))
    },
  }
}

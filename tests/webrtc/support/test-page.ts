import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { encodeWav, isRecord } from '@parley/wire'
import type { JsonObject } from '@parley/wire'
import { SAMPLE_RATE } from '../../interop/support/sounds.js'
import { openBrowser } from './chromium.js'
import type { OpenBrowser } from './chromium.js'
import { openPageServer } from './page-server.js'

/** A page in a real browser whose script offers the test an object `call`. */
export interface TestPage {
  readonly browser: OpenBrowser
  /** Calls a function of that object and gives what it gives. */
  ask(name: string, ...values: readonly unknown[]): Promise<unknown>
  /** The event of that type, the `count`th; waits for it. */
  until(type: string, count?: number): Promise<JsonObject>
  events(): Promise<readonly JsonObject[]>
  heard(): Promise<{ readonly peak: number; readonly soundMs: number }>
  hangUp(): Promise<void>
  close(): Promise<void>
}

export interface TestPageOptions {
  readonly chromium: string
  /** Name of a file in `pages/`. */
  readonly page: string
  /** What the microphone hears, from the moment on at which it is opened. */
  readonly voice: Int16Array
  /** Where the sound file may be put. */
  readonly folder: string
  /** As of the page server. */
  readonly scripts?: Readonly<Record<string, string>>
  /** Address that the page is served from. Default: the loopback address. */
  readonly host?: string
}

export async function openTestPage({
  chromium,
  page,
  voice,
  folder,
  scripts,
  host,
}: TestPageOptions): Promise<TestPage> {
  const microphoneFile = `${folder}/microphone-${randomBytes(6).toString('hex')}.wav`
  await writeFile(microphoneFile, encodeWav(voice, SAMPLE_RATE))
  const server = await openPageServer(scripts, host)
  const browser = await openBrowser({ path: chromium, microphoneFile, trustedOrigin: server.url })
  await browser.page.goto(`${server.url}/pages/${page}`)
  const evaluate = (expression: string): Promise<unknown> => browser.page.evaluate(expression)
  const ask = (name: string, ...values: readonly unknown[]): Promise<unknown> =>
    evaluate(`call.${name}(${values.map((value) => JSON.stringify(value) ?? 'undefined').join(', ')})`)
  const object = async (what: Promise<unknown>, name: string): Promise<JsonObject> => {
    const value = await what
    if (!isRecord(value)) throw new Error(`${name} is no object`)
    return value
  }
  return {
    browser,
    ask,
    until: (type, count) => object(ask('until', type, count), type),
    async events() {
      const events = await evaluate('call.events')
      return Array.isArray(events) ? events.filter(isRecord) : []
    },
    async heard() {
      const { peak, firstMs, lastMs } = await object(evaluate('({ ...call.heard })'), 'heard')
      return { peak: Number(peak), soundMs: firstMs === undefined ? 0 : Number(lastMs) - Number(firstMs) }
    },
    hangUp: async () => void (await ask('hangUp')),
    async close() {
      await ask('hangUp').catch(() => {})
      await browser.close()
      await server.close()
    },
  }
}

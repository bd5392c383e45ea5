import { agentsContender } from './agents-contender.js'
import { bareContender } from './bare-contender.js'
import type { ContenderConnection } from './contender.js'
import { parleyContender } from './parley-contender.js'
import { outboundChunks, signatureOf, workloadNamed } from './workload.js'
import type { Workload } from './workload.js'

/**
 * One measurement in a process of its own: `speed-client.js CONTENDER WORKLOAD EVENTS URL`. Tells its parent the CPU
 * time of the measured half, in µs per event.
 */
async function measure(): Promise<void> {
  const [, , contenderName, workloadName, events = '', url = ''] = process.argv
  const workload = workloadNamed(workloadName)
  const contender = [parleyContender, bareContender, agentsContender].find(({ name }) => name === contenderName)
  if (contender === undefined) throw new Error(`contender '${String(contenderName)}' is not known`)
  const eventCount = Number(events)
  const connection = await contender.connect(`${url}?workload=${workload.name}&events=${events}`)
  await runHalf(connection, workload, eventCount)
  const before = process.cpuUsage()
  await runHalf(connection, workload, eventCount)
  const { user, system } = process.cpuUsage(before)
  await connection.close()
  process.send?.((user + system) / eventCount, () => {
    // A peer may keep timers of its own.
    process.exit()
  })
}

function runHalf(connection: ContenderConnection, { name }: Workload, events: number): Promise<void> {
  return name === 'outbound-audio' ? sendAll(connection, events) : readAll(connection, events)
}

async function readAll(connection: ContenderConnection, events: number): Promise<void> {
  let count = 0
  connection.append(new Uint8Array(0))
  await connection.readToMarker((signature) => {
    if (signature !== signatureOf(count)) throw new Error(`event ${String(count)} is lost or out of order`)
    count += 1
  })
  if (count !== events) throw new Error(`${String(count)} events came instead of ${String(events)}`)
}

async function sendAll(connection: ContenderConnection, events: number): Promise<void> {
  const chunks = outboundChunks()
  const counted = connection.readToMarker(() => undefined)
  for (let index = 0; index < events; index++) {
    connection.append(chunks[index % chunks.length] ?? new Uint8Array(0))
    while (index % 32 === 31 && connection.bufferedAmount > 64 * 1024) await new Promise(setImmediate)
  }
  await counted
}

await measure()

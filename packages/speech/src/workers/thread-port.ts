import { Worker } from 'node:worker_threads'
import type { RemotePort, RemotePortListener, StartRemote } from './remote-port.js'

/** Starts a module of this package as a worker thread. `workerData` reaches it by structured clone. */
export function startThread(module: URL, workerData?: unknown): StartRemote {
  return (listener) => openThread(module, workerData, listener)
}

function openThread(module: URL, workerData: unknown, listener: RemotePortListener): RemotePort {
  // Its stdout and stderr are kept away from ours, and never read: reading would keep this process alive.
  // A worker inherits the parent's command line flags unless told otherwise; `--input-type` and the like would break it.
  const worker = new Worker(module, { workerData, execArgv: [], stdout: true, stderr: true })
  let reason: string | undefined
  const ended = new Promise<void>((resolve) => {
    worker.on('exit', (code) => {
      listener.onExit(reason ?? `it exited with code ${code}`)
      resolve()
    })
  })
  worker.on('error', (error) => (reason = error instanceof Error ? error.message : String(error)))
  worker.on('message', listener.onMessage)
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
    end: async () => {
      await worker.terminate()
      await ended
    },
  }
}

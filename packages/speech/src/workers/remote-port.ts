import type { Transferable } from 'node:worker_threads'

/** The near end of a worker thread or child process that has been started. */
export interface RemotePort {
  post(message: unknown, transfer: readonly Transferable[]): void
  /** Whether the process of this library must stay alive for it. Starts held. */
  hold(isHeld: boolean): void
  /** Ends it. Resolves when it has ended; `onExit` is called before. */
  end(): Promise<void>
}

export interface RemotePortListener {
  readonly onMessage: (message: unknown) => void
  /** Called once, whatever the reason: an error's words or the exit code and signal. */
  readonly onExit: (reason: string) => void
}

/** Starts one worker thread or child process. */
export type StartRemote = (listener: RemotePortListener) => RemotePort

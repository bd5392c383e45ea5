import { execFile } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A network stack of its own, joined to this one by one cable. */
export interface NetworkNamespace {
  /** This end of the cable. */
  readonly hostAddress: string
  /** Writes a script that runs a program over there, and gives its path. */
  wrap(program: string, script: string): Promise<string>
  close(): Promise<void>
}

export type OpenedNamespace =
  { readonly opened: true; readonly namespace: NetworkNamespace } | { readonly opened: false; readonly reason: string }

/** Where that is not permitted, the reason. */
export async function openNetworkNamespace(): Promise<OpenedNamespace> {
  const name = `parley${process.pid}`
  const near = `pn${process.pid % 100_000}`
  const far = `pf${process.pid % 100_000}`
  const subnet = `10.${100 + (process.pid % 100)}.${process.pid % 250}`
  const ip = (...args: readonly string[]): Promise<unknown> => run('ip', args)
  const close = async (): Promise<void> => {
    await ip('link', 'del', near).catch(() => undefined)
    await ip('netns', 'del', name).catch(() => undefined)
  }
  try {
    await ip('netns', 'add', name)
    await ip('link', 'add', near, 'type', 'veth', 'peer', 'name', far, 'netns', name)
    await ip('addr', 'add', `${subnet}.1/24`, 'dev', near)
    await ip('link', 'set', near, 'up')
    await ip('-n', name, 'addr', 'add', `${subnet}.2/24`, 'dev', far)
    await ip('-n', name, 'link', 'set', far, 'up')
    await ip('-n', name, 'link', 'set', 'lo', 'up')
  } catch (error) {
    await close()
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n').slice(-2)
    return { opened: false, reason: `network namespaces are not permitted here (${line.slice(0, 100)})` }
  }
  const namespace: NetworkNamespace = {
    hostAddress: `${subnet}.1`,
    async wrap(program, script) {
      await writeFile(script, `#!/bin/sh\nexec ip netns exec ${name} ${program} "$@"\n`)
      await chmod(script, 0o755)
      return script
    },
    close,
  }
  return { opened: true, namespace }
}

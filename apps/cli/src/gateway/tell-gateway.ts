import type { Gateway, GatewayOptions } from '@parley/gateway'
import type { CommandContext } from '../command.js'

/** Where the gateway is. Only people are shown the token: the output of a service ends in logs. */
export function tellGateway(
  { terminal, options }: CommandContext,
  gateway: Gateway,
  { agents, upstream }: Pick<GatewayOptions, 'agents' | 'upstream'>,
): void {
  const { url, token, tokenFile } = gateway
  if (options['json'] === true) {
    terminal.json({ event: 'listening', url, pid: process.pid, ...(tokenFile === undefined ? {} : { tokenFile }) })
    return
  }
  const voice = upstream === undefined || upstream.kind === 'embedded' ? 'the embedded server' : nameOf(upstream.url)
  terminal.out(`${terminal.style('bold', 'Parley')} gateway on ${terminal.style('cyan', url)}`)
  terminal.out('')
  terminal.out(`  open        ${terminal.style('cyan', `${url}/#token=${token.reveal()}`)}`)
  terminal.out(`  programs    ${url.replace(/^http/, 'ws')}/app, Authorization: Bearer TOKEN`)
  if (tokenFile !== undefined) terminal.out(`  token       ${tokenFile}`)
  terminal.out(`  voice       ${voice}`)
  const { isReady, detail } = agents.find()
  terminal.out(`  agent       ${isReady ? agents.name : terminal.style('red', detail)}`)
  terminal.out('  stop        Ctrl-C; a second one does not wait for running tasks')
}

/** A query could hold a key. */
const nameOf = (url: string): string => url.split('?')[0] ?? url

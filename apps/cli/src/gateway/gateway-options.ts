import { Secret } from '@parley/gateway'
import type { GatewayOptions } from '@parley/gateway'
import { ParleyError } from '@parley/wire'
import type { OptionSpec, OptionValues } from '../command.js'
import type { ParleyConfig } from '../config/config-schema.js'
import { integerOption, stringOption } from '../parse-command-line.js'
import { serviceOptionSpecs, toServiceOptions } from './service-options.js'

export const DEFAULT_PORT = 8787

export const gatewayOptionSpecs: readonly OptionSpec[] = [
  { name: 'port', value: 'N', help: `default ${String(DEFAULT_PORT)}; 0 takes a free one` },
  {
    name: 'host',
    value: 'ADDRESS',
    help: 'default 127.0.0.1 and ::1; any other needs PARLEY_TOKEN and --allow-plain-http',
  },
  { name: 'allow-plain-http', help: 'the network is trusted, or something in front brings TLS' },
  { name: 'allowed-hosts', value: 'NAMES', help: 'further values of the Host header, with port, separated by commas' },
  {
    name: 'allowed-origins',
    value: 'NAMES',
    help: 'pages from elsewhere that may come in: https://…, separated by commas',
  },
  {
    name: 'token-file',
    value: 'FILE',
    help: 'where programs of yours find the token; default: token in the state folder',
  },
  ...serviceOptionSpecs,
]

/** What configuration, environment and options say about a gateway. The token of one's own comes from `PARLEY_TOKEN` only. */
export function toGatewayOptions(config: ParleyConfig, options: OptionValues): GatewayOptions {
  const { gateway = {} } = config
  const given = process.env['PARLEY_TOKEN']
  const token = given === undefined || given === '' ? undefined : new Secret(given)
  const host = stringOption(options, 'host') ?? gateway.host
  const tokenFile = stringOption(options, 'token-file') ?? gateway.tokenFile
  const isToldNowhere = options['json'] === true && options['ephemeral'] === true
  if (isToldNowhere && token === undefined && tokenFile === undefined) {
    throw new ParleyError(
      'config',
      'With --json and --ephemeral nobody could know the token: name a --token-file, or give one of your own by PARLEY_TOKEN.',
    )
  }
  return {
    ...toServiceOptions(config, options, token === undefined ? [] : [token]),
    port: integerOption(options, 'port', { min: 0, max: 65_535, fallback: gateway.port ?? DEFAULT_PORT }),
    allowPlainHttp: options['allow-plain-http'] === true,
    allowedHosts: listOption(options, 'allowed-hosts'),
    allowedOrigins: listOption(options, 'allowed-origins'),
    ...(host === undefined ? {} : { host }),
    ...(token === undefined ? {} : { token }),
    ...(tokenFile === undefined ? {} : { tokenFile }),
  }
}

function listOption(options: OptionValues, name: string): readonly string[] {
  return (stringOption(options, name) ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

import { readFileSync } from 'node:fs'
import { isRecord } from '@parley/wire'
import { commands } from './commands.js'
import { exitCodeFor, exitCodes } from './exit-codes.js'
import { helpText } from './help.js'
import { parseCommandLine } from './parse-command-line.js'
import type { CommandLine } from './parse-command-line.js'
import { createTerminal } from './terminal.js'
import type { Terminal } from './terminal.js'

/** The program: reads `process.argv`, runs one command, sets `process.exitCode`. Never rejects. */
export async function main(args: readonly string[] = process.argv.slice(2)): Promise<void> {
  const terminal = createTerminal(process.stdout, process.stderr)
  const wantsJson = args.includes('--json')
  try {
    process.exitCode = await runCommandLine(parseCommandLine(args, commands), terminal)
  } catch (error) {
    report(error, terminal, wantsJson)
    process.exitCode = exitCodeFor(error)
  }
}

async function runCommandLine(line: CommandLine, terminal: Terminal): Promise<number> {
  switch (line.kind) {
    case 'help':
      terminal.out(helpText(commands, line.topic))
      return exitCodes.ok
    case 'version':
      terminal.out(version())
      return exitCodes.ok
    case 'run': {
      const stop = new AbortController()
      const onSignal = (): void => {
        stop.abort()
      }
      process.once('SIGINT', onSignal)
      process.once('SIGTERM', onSignal)
      try {
        const { operands, options } = line
        return await line.command.run({ operands, options, terminal, signal: stop.signal })
      } finally {
        process.off('SIGINT', onSignal)
        process.off('SIGTERM', onSignal)
      }
    }
  }
}

function report(error: unknown, terminal: Terminal, wantsJson: boolean): void {
  const message = error instanceof Error ? error.message : String(error)
  terminal.err(`parley: ${message}`)
  if (wantsJson) {
    terminal.json({ event: 'error', message })
    terminal.json({ event: 'ended', ok: false })
  }
  if (process.env['PARLEY_DEBUG'] !== undefined && error instanceof Error) terminal.err(error.stack ?? '')
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const manifest: unknown = JSON.parse(text)
  return isRecord(manifest) ? String(manifest['version']) : 'unknown'
}

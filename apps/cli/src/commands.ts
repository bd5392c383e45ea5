import type { Command } from './command.js'
import { agentsCommand } from './commands/agents.js'
import { appServerCommand } from './commands/app-server.js'
import { configCommand } from './commands/config.js'
import { conversationsCommand } from './commands/conversations.js'
import { demoCommand } from './commands/demo.js'
import { doctorCommand } from './commands/doctor.js'
import { gatewayCommand } from './commands/gateway.js'
import { replayCommand } from './commands/replay.js'
import { sayCommand } from './commands/say.js'
import { serveCommand } from './commands/serve.js'
import { transcribeCommand } from './commands/transcribe.js'

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  demoCommand,
  sayCommand,
  transcribeCommand,
  gatewayCommand,
  appServerCommand,
  conversationsCommand,
  serveCommand,
  replayCommand,
  agentsCommand,
  configCommand,
  doctorCommand,
]

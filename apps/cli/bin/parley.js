#!/usr/bin/env node
import { existsSync } from 'node:fs'

const program = new URL('../dist/main.js', import.meta.url)
if (existsSync(program)) {
  const { main } = await import(program.href)
  await main()
} else {
  process.stderr.write(
    'parley: not built yet; run `npm ci` in the repository (it builds by itself), or `npm run build`\n',
  )
  process.exitCode = 3
}

/**
 * Loaded before a gateway by the chaos test (`node --import`), never by anybody else: kills the process at a named point, or breaks
 * its journal on purpose. `PARLEY_CHAOS` = `before-commit:N`, `after-commit:N` (the Nth commit of its store), `after-ms:N`,
 * or `early`: what is acknowledged is committed only 400 ms later.
 */
import { createRequire } from 'node:module'

const [point = '', count = ''] = (process.env['PARLEY_CHAOS'] ?? '').split(':')
const EARLY_MS = 400

interface Database {
  exec: (this: Database, sql: string) => unknown
}

delete process.env['NODE_OPTIONS']
delete process.env['PARLEY_CHAOS']

// The same module instance as the gateway's own.
const load = createRequire(import.meta.resolve('@parley/gateway'))
const prototype = decodeClass(load('libsql'))
const original: Database = { exec: prototype.exec }
const die = (): void => void process.kill(process.pid, 'SIGKILL')

if (point === 'after-ms') setTimeout(die, Number(count)).unref()
if (point === 'before-commit' || point === 'after-commit') dieAtCommit(Number(count))
if (point === 'early') commitLate()

function dieAtCommit(wanted: number): void {
  let commits = 0
  prototype.exec = function execOrDie(sql) {
    const isIt = sql === 'COMMIT' && ++commits === wanted
    if (isIt && point === 'before-commit') die()
    const done = original.exec.call(this, sql)
    if (isIt) die()
    return done
  }
}

/** One long transaction after another, each acknowledged piece by piece while it is open. */
function commitLate(): void {
  let isOpen = false
  prototype.exec = function execLate(sql) {
    if (sql.startsWith('BEGIN') && !isOpen) {
      isOpen = true
      setTimeout(() => {
        original.exec.call(this, 'COMMIT')
        isOpen = false
      }, EARLY_MS)
      return original.exec.call(this, sql)
    }
    const isHeldBack = isOpen && (sql === 'COMMIT' || sql.startsWith('BEGIN') || sql.startsWith('PRAGMA synchronous'))
    return isHeldBack ? undefined : original.exec.call(this, sql)
  }
}

/** Of what `libsql` is, only this is used. */
function decodeClass(loaded: unknown): Database {
  return (loaded as { readonly prototype: Database }).prototype
}

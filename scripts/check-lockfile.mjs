#!/usr/bin/env node
// The lock file must hold no registry address: a clone installs from whichever registry its machine uses.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The entries of a lock file that name an address, each `path: address`. */
export function listAddresses(lockfile) {
  return Object.entries(lockfile.packages)
    .filter(([, { resolved }]) => typeof resolved === 'string' && /^[a-z+]+:/i.test(resolved))
    .map(([path, { resolved }]) => `${path}: ${resolved}`)
}

function main() {
  const path = join(dirname(fileURLToPath(import.meta.url)), '..', 'package-lock.json')
  const addresses = listAddresses(JSON.parse(readFileSync(path, 'utf8')))
  if (addresses.length === 0) return
  console.error(`package-lock.json names ${addresses.length} address(es):`)
  for (const address of addresses) console.error(`  ${address}`)
  console.error(
    '.npmrc says omit-lockfile-registry-resolved=true: delete the `resolved` lines, or install again with npm.',
  )
  process.exitCode = 1
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()

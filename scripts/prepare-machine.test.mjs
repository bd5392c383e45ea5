import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describeOldNode, describeStaleInstallation } from './prepare-machine.mjs'

describe('the check of Node', () => {
  test('an older Node is named with what is needed', () => {
    assert.match(describeOldNode('18.20.4', '20.19') ?? '', /needs Node 20\.19 or newer; this is Node 18\.20\.4/)
    assert.match(describeOldNode('20.18.3', '20.19') ?? '', /this is Node 20\.18\.3/)
  })

  test('the needed Node and newer ones pass', () => {
    for (const found of ['20.19.0', '20.20.2', '22.0.0', '24.1.0'])
      assert.equal(describeOldNode(found, '20.19'), undefined)
  })
})

describe('the check of what is installed', () => {
  const lock = (packages) => ({ packages: { '': {}, 'packages/wire': { version: '0.1.0' }, ...packages } })
  const wanted = lock({
    'node_modules/ws': { version: '8.23.0' },
    'node_modules/@parley/wire': { link: true },
    'node_modules/koffi-windows': { version: '3.0.0', optional: true },
  })

  test('a fresh clone has nothing installed', () => {
    assert.equal(describeStaleInstallation(wanted, undefined), 'nothing is installed yet')
  })

  test('the same versions are current, and the binary of another platform may be absent', () => {
    const installed = lock({ 'node_modules/ws': { version: '8.23.0' }, 'node_modules/@parley/wire': { link: true } })
    assert.equal(describeStaleInstallation(wanted, installed), undefined)
  })

  test('another version is named', () => {
    const installed = lock({ 'node_modules/ws': { version: '8.20.0' }, 'node_modules/@parley/wire': { link: true } })
    assert.equal(
      describeStaleInstallation(wanted, installed),
      'node_modules/ws is 8.20.0, package-lock.json asks for 8.23.0',
    )
  })

  test('a new workspace is missed', () => {
    const installed = lock({ 'node_modules/ws': { version: '8.23.0' } })
    assert.equal(describeStaleInstallation(wanted, installed), 'node_modules/@parley/wire is missing')
  })
})

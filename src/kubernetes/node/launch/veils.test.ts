import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { isVeiled, planVeils } from './veils.ts'

test('of a directory that is closed to others only what leads to programs is left', (t) => {
  const base = mkdtempSync(join(tmpdir(), 'podpass-veils-'))
  t.after(() => rmSync(base, { recursive: true, force: true }))
  chmodSync(base, 0o755)
  const home = join(base, 'home')
  for (const path of ['home/.env/bin', 'home/.secret', 'home/tools', 'open'])
    mkdirSync(join(base, path), { recursive: true })
  writeFileSync(join(home, 'tools', 'run'), '')
  symlinkSync(join(home, 'tools', 'run'), join(base, 'open', 'link'))
  chmodSync(home, 0o700)
  const needed = [
    join(home, '.env/bin'),
    join(base, 'open'),
    join(base, 'open', 'link'),
    join(base, 'none'),
    'sh',
  ]
  const veils = planVeils(needed)
  assert.deepEqual(veils, [{ path: home, shown: ['.env', 'tools'] }])
  assert.equal(isVeiled(veils, join(home, '.secret', 'key')), true)
  assert.equal(isVeiled(veils, join(home, '.env', 'bin', 'x')), false)
  assert.equal(isVeiled(veils, home), false)
  assert.equal(isVeiled(veils, join(base, 'open')), false)
})

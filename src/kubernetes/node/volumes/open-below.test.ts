import assert from 'node:assert/strict'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { openBelow } from './open-below.ts'

function setUp(t: TestContext) {
  const base = mkdtempSync(join(tmpdir(), 'podpass-below-'))
  t.after(() => rmSync(base, { recursive: true, force: true }))
  const volume = join(base, 'volume')
  mkdirSync(join(volume, 'a', 'b'), { recursive: true })
  writeFileSync(join(volume, 'a', 'file'), 'inside')
  mkdirSync(join(base, 'volume-2'))
  writeFileSync(join(base, 'secret'), 'outside')
  return { base, volume }
}

const kinds = process.platform === 'linux' ? [true, false] : [false]

for (const isHeld of kinds) {
  const title = isHeld ? 'held' : 'by name'

  test(`${title}: what lies below is found, and made where it is not there`, (t) => {
    const { volume } = setUp(t)
    const made: string[] = []
    for (const below of ['a', 'a/b', './a//b', 'new/deep', 'a/file']) {
      const found = openBelow(volume, below, { isHeld, adopt: (path) => made.push(path) })
      assert.ok(found !== undefined && existsSync(found.path), below)
      found.close()
    }
    assert.ok(existsSync(join(volume, 'new', 'deep')))
    assert.equal(made.length, isHeld ? 2 : 0)
  })

  test(`${title}: nothing leads out of a volume`, (t) => {
    const { volume, base } = setUp(t)
    symlinkSync('/etc', join(volume, 'etc'))
    symlinkSync('../secret', join(volume, 'link'))
    symlinkSync('/nonexistent', join(volume, 'dangling'))
    symlinkSync('b', join(volume, 'a', 'within'))
    const paths = [
      '..',
      '../secret',
      'a/../../secret',
      '/etc',
      'etc',
      'etc/passwd',
      'link',
      'dangling',
      'dangling/x',
      'a\0b',
      'a/file/x',
      'a/within',
    ]
    for (const below of paths) assert.equal(openBelow(volume, below, { isHeld }), undefined, below)
    assert.equal(existsSync(join(base, 'x')), false)
  })
}

test('what is swapped for a link later leads nowhere else', { skip: process.platform !== 'linux' }, (t) => {
  const { volume, base } = setUp(t)
  const found = openBelow(volume, 'a', { isHeld: true })
  assert.ok(found)
  renameSync(join(volume, 'a'), join(volume, 'moved'))
  symlinkSync(base, join(volume, 'a'))
  assert.equal(existsSync(join(found.path, 'secret')), false)
  assert.equal(readFileSync(join(found.path, 'file'), 'utf8'), 'inside')
  found.close()
})

import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { openDataDirectory, writeAtomically } from './data-directory.ts'
import { createSecretWrap, openWrapKey } from './wrap-key.ts'

function scratch(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'podpass-'))
  t.after(() => rmSync(path, { recursive: true, force: true }))
  return path
}

test('a directory is made owner-only', (t) => {
  const data = openDataDirectory(join(scratch(t), 'data'))
  assert.equal(statSync(data.path).mode & 0o777, 0o700)
  data.release()
})

test('a second program is told who holds the directory', (t) => {
  const path = scratch(t)
  const held = openDataDirectory(path)
  assert.throws(() => openDataDirectory(path), /another podpass runs on data directory/)
  held.release()
  openDataDirectory(path).release()
})

test('the hold ends with the process, even after kill -9', async (t) => {
  const path = scratch(t)
  const module = new URL('./data-directory.ts', import.meta.url).href
  const child = spawn(process.execPath, [
    '--input-type=module',
    '--disable-warning=ExperimentalWarning',
    '-e',
    `const { openDataDirectory } = await import(${JSON.stringify(module)}); openDataDirectory(${JSON.stringify(path)}); console.log('held'); setInterval(() => 0, 1000)`,
  ])
  await new Promise((resolve) => child.stdout.once('data', resolve))
  assert.throws(() => openDataDirectory(path), /another podpass runs/)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
  openDataDirectory(path).release()
})

test('a path that is a file, and one below a file, are refused in words', (t) => {
  const file = join(scratch(t), 'file')
  writeFileSync(file, '')
  assert.throws(() => openDataDirectory(file), /cannot use data directory/)
  assert.throws(() => openDataDirectory(join(file, 'below')), /cannot use data directory/)
})

test(
  'an unwritable directory is refused in words',
  {
    skip:
      process.getuid?.() === 0 &&
      !canDropRoot() &&
      'root may write anywhere, and cannot become somebody else here',
  },
  (t) => {
    const path = scratch(t)
    chmodSync(path, 0o755)
    const module = new URL('./data-directory.ts', import.meta.url).href
    const script = `try { (await import(${JSON.stringify(module)})).openDataDirectory(${JSON.stringify(path)}) } catch (error) { console.log(error.message) }`
    const node = [
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '-e',
      script,
    ]
    const command = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups', ...node] : node
    if (process.getuid?.() !== 0) chmodSync(path, 0o500)
    assert.match(execFileSync(command[0]!, command.slice(1)).toString(), /cannot use data directory/)
  },
)

function canDropRoot(): boolean {
  try {
    execFileSync('setpriv', ['--reuid=65534', '--clear-groups', process.execPath, '-v'])
    return true
  } catch {
    return false
  }
}

test('a file is written whole with the mode asked for', (t) => {
  const path = join(scratch(t), 'secret')
  writeAtomically(path, 'one')
  writeAtomically(path, 'two')
  assert.equal(readFileSync(path, 'utf8'), 'two')
  assert.equal(statSync(path).mode & 0o777, 0o600)
})

test('a wrapped secret opens with the same key and purpose only', () => {
  const wrap = createSecretWrap(Buffer.alloc(32, 1))
  const sealed = wrap.wrap(Buffer.from('secret'), 'iam/access-key')
  assert.ok(!Buffer.from(sealed).includes('secret'))
  assert.equal(Buffer.from(wrap.unwrap(sealed, 'iam/access-key')).toString(), 'secret')
  assert.throws(() => wrap.unwrap(sealed, 'sts/ring'))
  assert.throws(
    () => createSecretWrap(Buffer.alloc(32, 2)).unwrap(sealed, 'iam/access-key'),
    /another wrap key/,
  )
  assert.throws(() => wrap.unwrap(Buffer.from(sealed).fill(0, -4), 'iam/access-key'))
  assert.throws(() => wrap.unwrap(Buffer.from('plain'), 'iam/access-key'), /not in a known form/)
})

test('a lost wrap key is not silently replaced when there is state', (t) => {
  const path = scratch(t)
  assert.throws(() => openWrapKey(path, undefined, true), /wrap\.key` is missing/)
  openWrapKey(path, undefined, false)
  assert.equal(statSync(join(path, 'wrap.key')).mode & 0o777, 0o600)
  openWrapKey(path, undefined, true)
})

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { holdEnv } from './held-env.ts'

const own = {
  PATH: '/usr/bin:/bin',
  LD_PRELOAD: '/nonexistent.so',
  GCONV_PATH: '/x',
  'my.variable': 'a=b',
  IFS: 'x',
  PS4: '$(touch /nonexistent)',
  SHELLOPTS: 'xtrace',
  'BASH_FUNC_mount%%': '() { false; }',
  UID: '7',
  quoted: `'"$(id)\`\\ `,
  lines: 'one\ntwo',
  empty: '',
}

test('those who stand before a command see none of its variables by their names', () => {
  const { env } = holdEnv(own, '/tools')
  assert.equal(env['PATH'], '/tools')
  for (const name of Object.keys(env)) assert.match(name, /^(PATH|podpass_\d+)$/)
})

test(
  'the command gets every variable as it was, and nothing else',
  { skip: process.platform === 'win32' },
  () => {
    const { env, release } = holdEnv({ ...own, LD_PRELOAD: '' }, '/usr/bin:/bin')
    const [shell, ...words] = [...release, '/usr/bin/env', '-0']
    const ran = spawnSync(shell, words, { env, encoding: 'utf8' })
    assert.equal(ran.status, 0, ran.stderr)
    const lines = ran.stdout.split('\0').filter((line) => line !== '' && !/^(PWD|OLDPWD|_|SHLVL)=/.test(line))
    const expected = Object.entries({ ...own, LD_PRELOAD: '' }).map(([name, value]) => `${name}=${value}`)
    assert.deepEqual(lines.toSorted(), expected.toSorted())
  },
)

test('a command without a PATH of its own has none', { skip: process.platform === 'win32' }, () => {
  const { env, release } = holdEnv({ A: '1' }, '/usr/bin:/bin')
  const [shell, ...words] = [...release, '/usr/bin/env']
  assert.doesNotMatch(spawnSync(shell, words, { env, encoding: 'utf8' }).stdout, /^PATH=/m)
})

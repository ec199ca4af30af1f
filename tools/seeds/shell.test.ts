import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { openShell, type Shell } from './shell.ts'

const missing = ['bash', 'script'].filter(
  (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status !== 0,
)
const options = { skip: missing.length > 0 && `this machine has no ${missing.join(', ')}` }

async function open(context: TestContext): Promise<Shell> {
  const directory = mkdtempSync(join(tmpdir(), 'podpass-shell-'))
  const shell = await openShell(directory, { PATH: process.env['PATH'] ?? '', TERM: 'dumb' })
  context.after(async () => {
    await shell.close()
    rmSync(directory, { recursive: true, force: true })
  })
  return shell
}

test(
  'commands share one shell, and what they print is told with their exit codes',
  options,
  async (context) => {
    const { run } = await open(context)
    assert.deepEqual(await run('a=1\nb=2', 30), { output: '', code: 0 })
    assert.deepEqual(await run('cat <<EOF\n\t$a $b!\nEOF\nfalse', 30), { output: '\t1 2!\n', code: 1 })
    assert.deepEqual(await run('echo out; echo err >&2; (exit 7)', 30), { output: 'out\nerr\n', code: 7 })
    assert.deepEqual(await run('test -t 0 && test -t 1 && echo terminal', 30), {
      output: 'terminal\n',
      code: 0,
    })
    assert.equal((await run(String.raw`printf '\033[1mbold\033[0m'`, 30)).output, 'bold')
  },
)

test('a shell within it is entered and left', options, async (context) => {
  const { run, enter, leave } = await open(context)
  await run('a=outer', 30)
  await enter(`PS1='$ ' sh -i`, 30)
  assert.deepEqual(await run('echo "in ${a-none}"', 30), { output: 'in none\n', code: 0 })
  await leave('exit', 30)
  assert.deepEqual(await run('echo $a', 30), { output: 'outer\n', code: 0 })
})

test('a command that does not end is given up', options, async (context) => {
  const { run } = await open(context)
  await assert.rejects(run('sleep 2', 0.2), /no end in 0.2 s: sleep 2/)
})

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { podpass, refuse, scratch, succeed } from '../../podpass.test-support.ts'

const good = policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' })
const bad = policy({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::b' })

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', ...statement } }, undefined, 1)
}

const lint = (...words: readonly string[]): string[] => ['policy', 'lint', ...words]

test('a policy that is fine ends with 0, one that is not with 1, its place and a mend', async (t) => {
  const directory = scratch(t)
  writeFileSync(join(directory, 'good.json'), good)
  writeFileSync(join(directory, 'bad.json'), bad)
  const { code, stdout } = await podpass(lint('good.json', 'bad.json'), { cwd: directory })
  assert.equal(code, 1)
  assert.match(
    stdout,
    /^good\.json: nothing to say\nbad\.json:5:13: warning \[resource-of-other-action\] `s3:GetObject` never meets .*\n {4}name a resource of this form/,
  )
})

test('from which severity on it fails is chosen', async () => {
  assert.equal((await podpass(lint('-', '--fail-on', 'error'), { input: bad })).code, 0)
  assert.equal((await podpass(lint('-', '--fail-on', 'never'), { input: '{' })).code, 0)
  assert.equal((await podpass(lint('-'), { input: '{' })).code, 1)
})

test('JSON holds each finding with its lines and columns', async () => {
  const { code, stdout } = await podpass(lint('-', '--json'), { input: bad })
  assert.equal(code, 1)
  const [file] = JSON.parse(stdout) as {
    file: string
    policies: number
    findings: Record<string, unknown>[]
  }[]
  assert.deepEqual([file!.file, file!.policies, file!.findings.length], ['stdin', 1, 1])
  const { rule, severity, statement, from, to } = file!.findings[0]!
  assert.deepEqual(
    { rule, severity, statement, from, to },
    {
      rule: 'resource-of-other-action',
      severity: 'warning',
      statement: 0,
      from: { line: 5, column: 13 },
      to: { line: 5, column: 27 },
    },
  )
})

test('SARIF names the version of the program', async () => {
  const { stdout } = await podpass(lint('-', '--sarif'), { input: bad })
  const sarif = JSON.parse(stdout) as {
    runs: { tool: { driver: { version: string } }; results: unknown[] }[]
  }
  assert.match(sarif.runs[0]!.tool.driver.version, /^\d+\.\d+\.\d+$/)
  assert.equal(sarif.runs[0]!.results.length, 1)
})

test('what is no file, no type and no choice is refused', async () => {
  await refuse(lint(), 2, /name a file, or - for standard input/)
  await refuse(lint('/none.json'), 1, /cannot read `\/none\.json`/)
  await refuse(lint('-', '--type', 'odd'), 2, /Allowed choices are identity, managed, trust/)
  await refuse(lint('-', '--json', '--sarif'), 2, /exclude each other/)
})

test('the rules are listed with what each is about', async () => {
  const list = await succeed(lint('--rules'))
  assert.match(list, /^trust-without-sub +error +a web identity provider is trusted for every subject$/m)
})

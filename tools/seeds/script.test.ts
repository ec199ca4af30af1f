import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { maskLine } from './mask-line.ts'
import { chooseRules, parseRules, readRules } from './rules.ts'
import { parseScript, readScript } from './script.ts'
import { showAs } from './show-as.ts'

const root = fileURLToPath(new URL('../../examples/seeds', import.meta.url))
const head = 'title: t\nregion: eu-west-1\n'

test('a script is read step by step', () => {
  const { steps } = parseScript(
    `${head}steps:\n  - open: eksctl\n    because: no\n  - run: ls\n    prints: a\n    masks: [age]\n  - run: x\n    fails: true\n`,
    's',
  )
  assert.deepEqual(steps, [
    { kind: 'open', command: 'eksctl', because: 'no' },
    {
      kind: 'run',
      command: 'ls',
      fails: false,
      within: 0,
      prints: { text: 'a', masks: ['age'], shows: 'all', as: 'text', differs: [] },
    },
    { kind: 'run', command: 'x', fails: true, within: 0 },
  ])
})

test('what is wrong with a script is told by its place', () => {
  for (const [steps, problem] of [
    ['[]', 's: it has no steps'],
    ['[{}]', 's, step 1: expected one of run, instead, open, starts, enter, leave'],
    ['[{run: a}, {run: b, print: c}]', 's, step 2: nobody knows print'],
    ['[{run: a, masks: [age]}]', 's, step 1: masks without prints'],
    ['[{open: a}]', 's, step 1: because: expected text'],
    ['[{run: a, prints: b, shows: some}]', 's, step 1: shows is all or excerpt'],
    ['[{run: a, prints: b, differs: [{because: c}]}]', 's, step 1: a difference without lines'],
    ['[{run: a, prints: b, differs: [{seed: c}]}]', 's, step 1: because: expected text'],
  ])
    assert.throws(() => parseScript(`${head}steps: ${steps}\n`, 's'), { message: problem })
})

test('a rule has a name, says what it is and what it looks like', () => {
  assert.throws(() => parseRules('a: {pattern: x}'), /rule a: expected what and pattern/)
  assert.throws(() => parseRules('A b: {what: x, pattern: x}'), /`A b` cannot be the name of a rule/)
  assert.throws(() => chooseRules(parseRules('a: {what: x, pattern: x}'), ['b']), /there is no rule `b`/)
})

test('a token is shown by its claims, anything else as it is', () => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = `${part({ alg: 'RS256' })}.${part({ aud: ['a'] })}.${Buffer.alloc(256).toString('base64url')}`
  assert.equal(
    showAs('jwt', `${token}\nfile.name.txt`),
    '{\n  "alg": "RS256"\n}\n{\n  "aud": [\n    "a"\n  ]\n}\nsignature of 256 bytes\nfile.name.txt',
  )
})

test('a line of JSON is shown member by member', () => {
  assert.equal(showAs('json', 'a:\n{"b":[1]}\n12'), 'a:\n{\n  "b": [\n    1\n  ]\n}\n12')
})

test('the scripts of all seeds can be read, and no rule covers a whole line of theirs', () => {
  const rules = readRules(join(root, 'masks.yaml'))
  const used = new Set<string>()
  const seeds = readdirSync(root).filter((name) => /^\d{3}$/.test(name))
  for (const path of seeds.flatMap((seed) =>
    ['walk', 'wrong'].map((name) => join(root, seed, `${name}.yaml`)),
  )) {
    if (!existsSync(path)) continue
    for (const step of readScript(path).steps) {
      if (!('prints' in step) || step.prints === undefined) continue
      const { text, masks, as } = step.prints
      const chosen = chooseRules(rules, masks)
      for (const line of showAs(as, text).split('\n')) maskLine(line, chosen)
      for (const name of masks) used.add(name)
    }
  }
  assert.deepEqual([...used].toSorted(), [...rules.keys()].toSorted())
})

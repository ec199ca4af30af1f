/**
 * Puts generated questions to evaluators by others as well, outside of CI. Both are permissively licensed:
 * `node test/policy-oracle/peers.ts --pbac DIR` takes npm's `pbac` from where it was installed, `--moto PYTHON`
 * the moto of a Python. Only differences that `peer-differences.json` does not explain fail.
 */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import * as fc from 'fast-check'
import { answerOf } from './answer.ts'
import { askEngine } from './ask-engine.test-support.ts'
import { conditionQuestions, questions } from './generated-questions.test-support.ts'
import { motoExplanations, pbacExplanations } from './peer-explanations.ts'
import { listOf, type Question } from './question.ts'

const { values: options } = parseArgs({
  options: {
    pbac: { type: 'string' },
    moto: { type: 'string' },
    runs: { type: 'string', default: '3000' },
  },
})
const runs = Number(options.runs)

interface PeerFile {
  readonly [peer: string]: { readonly differences: Readonly<Record<string, string>> }
}
const file = JSON.parse(readFileSync(new URL('peer-differences.json', import.meta.url), 'utf8')) as PeerFile

type Explanations = Readonly<Record<string, (question: Question) => boolean>>

function report(
  peer: string,
  explanations: Explanations,
  asked: readonly (readonly [Question, boolean | undefined])[],
): void {
  const counts = new Map<string, number>()
  const count = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1)
  for (const [question, theirs] of asked) {
    const ours = answerOf(question) === 'allow'
    if (ours !== (askEngine(question) === 'allow')) throw new Error(JSON.stringify(question))
    const reason = Object.entries(explanations).find(([, holds]) => holds(question))?.[0]
    if (ours === theirs) count(reason === undefined ? 'agreed' : 'agreed all the same')
    else if (reason !== undefined && file[peer]?.differences[reason] !== undefined) count(reason)
    else {
      count('NOT EXPLAINED')
      console.log(`${peer} says ${theirs}, we ${ours}: ${JSON.stringify(question)}`)
      process.exitCode = 1
    }
  }
  console.log(`${peer}: ${JSON.stringify(Object.fromEntries(counts))}`)
}

/** Questions that identity policies alone decide. */
const identityQuestions = questions
  .filter(({ caller, action }) => caller.kind === 'user' && !action.startsWith('sts:'))
  .map(({ caller, action, resource, context, identity }): Question => ({
    caller,
    action,
    resource,
    context,
    identity: identity.filter(({ Statement }) => listOf(Statement).length > 0),
  }))

interface Pbac {
  evaluate(options: object): boolean
}

function askPbac(folder: string): void {
  const make = createRequire(import.meta.url)(folder) as new (
    policies: readonly object[],
    options: object,
  ) => Pbac
  const ask = (question: Question): boolean | undefined => {
    const context: Record<string, Record<string, unknown>> = {}
    for (const [key, given] of Object.entries(question.context)) {
      const [prefix = '', name = ''] = key.split(':')
      ;(context[prefix] ??= {})[name] = given.length === 1 ? given[0] : given
    }
    const policies = question.identity.map((document) => ({
      Statement: listOf(document.Statement).map((statement) => ({
        ...statement,
        ...('Action' in statement && { Action: listOf(statement.Action) }),
        ...('NotAction' in statement && { NotAction: listOf(statement.NotAction) }),
      })),
    }))
    try {
      const { action, resource } = question
      return new make(policies, { validatePolicies: false }).evaluate({ action, resource, context })
    } catch {
      // It throws on operators that it does not know.
      return undefined
    }
  }
  const sampled = [...fc.sample(conditionQuestions, runs), ...fc.sample(identityQuestions, runs)]
  report(
    'pbac',
    pbacExplanations,
    sampled.map((question) => [question, ask(question)] as const),
  )
}

const motoProgram = `
import json, sys
from moto.iam.access_control import IAMPolicy, PermissionResult
for line in sys.stdin:
    question = json.loads(line)
    results = [
        IAMPolicy({"policy_document": document}).is_action_permitted(question["action"], question["resource"])
        for document in question["documents"]
    ]
    denied = PermissionResult.DENIED in results
    print(json.dumps(not denied and PermissionResult.PERMITTED in results))
`

function askMoto(python: string): void {
  const sampled = fc.sample(identityQuestions, runs)
  const input = sampled.map(({ action, resource, identity }) =>
    JSON.stringify({ action, resource, documents: identity.map((each) => JSON.stringify(each)) }),
  )
  const child = spawnSync(python, ['-c', motoProgram], {
    input: input.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (child.status !== 0) throw new Error(child.stderr)
  const answers = child.stdout.trim().split('\n')
  report(
    'moto',
    motoExplanations,
    sampled.map((question, index) => [question, answers[index] === 'true'] as const),
  )
}

if (options.pbac === undefined && options.moto === undefined)
  console.error('expected --pbac DIR or --moto PYTHON')
if (options.pbac !== undefined) askPbac(options.pbac)
if (options.moto !== undefined) askMoto(options.moto)

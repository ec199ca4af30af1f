import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, it } from 'node:test'
import { AwsError, loadModel, validateInput } from './index.ts'
import type { Values } from './index.ts'
import { compilePattern } from './constraints/pattern.ts'
import type { ModelTable } from './model/table.ts'

interface Case {
  readonly name: string
  readonly service: string
  readonly operation: string
  readonly input: Values
  /** Absent when the input is good. */
  readonly code?: string
  readonly message?: string
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))

describe('words what an input does against its model as AWS does', () => {
  for (const { name, service, operation, input, code, message } of read('cases/constraints.json') as Case[])
    it(`${service} ${operation}: ${name}`, () => {
      const error = errorOf(service, operation, input)
      assert.deepEqual({ code: error?.code, message: error?.text }, { code, message })
    })

  it('names at most a hundred violations, however long the list', () => {
    const tags = Array.from({ length: 5000 }, () => ({ Key: '', Value: 'v' }))
    const error = errorOf('iam', 'TagUser', { UserName: 'u', Tags: tags })
    assert.match(error!.text!, /^100 validation errors detected: /)
    assert.ok(error!.text!.length < 30_000)
  })
})

describe('runs the expressions of the models', () => {
  const services = [
    'sts',
    'iam',
    'eks',
    's3',
    'cloudtrail',
    'cloudformation',
    'logs',
    'eks-auth',
    'organizations',
    'podpass',
  ]
  const patterns = services.flatMap((service) =>
    Object.values((read(`models/${service}.json`) as ModelTable).shapes).flatMap(({ p }) => p ?? []),
  )

  it('compiles every one of them', () => {
    for (const pattern of new Set(patterns)) assert.ok(compilePattern(pattern), pattern)
  })

  // A pattern that backtracks would not end while anybody waits, so it is cut short, which throws.
  it('comes to an end on long values that nearly match', () => {
    for (const pattern of new Set(patterns)) {
      const compiled = compilePattern(pattern)!
      for (const unit of ['a', '/a', '1', 'a-', 'a:', 'http:']) {
        const value = `${unit.repeat(3000)}\u0000`
        const run = (): unknown =>
          runInNewContext('compiled.test(value)', { compiled, value }, { timeout: 10_000 })
        assert.doesNotThrow(run, `${pattern} on ${unit}`)
      }
    }
  })
})

function errorOf(service: string, operation: string, input: Values): AwsError | undefined {
  try {
    validateInput(loadModel(service).operation(operation)!, input)
    return undefined
  } catch (error) {
    assert.ok(error instanceof AwsError)
    return error
  }
}

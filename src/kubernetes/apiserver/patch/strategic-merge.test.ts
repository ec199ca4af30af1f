import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../api/index.ts'
import cases from '../cases/strategic-merge.json' with { type: 'json' }
import { BadPatch, applyStrategicMerge } from './strategic-merge.ts'

interface Case {
  readonly name: string
  readonly type?: string
  readonly document: JsonObject
  readonly patch: JsonObject
  readonly result?: JsonObject
  readonly problem?: string
}

for (const { name, type = 'core/v1.PodSpec', document, patch, result, problem } of cases as readonly Case[])
  test(name, () => {
    if (problem === undefined)
      assert.equal(JSON.stringify(applyStrategicMerge(type, document, patch)), JSON.stringify(result))
    else
      assert.throws(
        () => applyStrategicMerge(type, document, patch),
        (error) => error instanceof BadPatch && error.message === problem,
      )
  })

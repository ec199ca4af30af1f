/** What `podpass webhook plan` tells of where each value of a pod comes from. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../api/index.ts'
import cases from './cases/notes.json' with { type: 'json' }
import { defaultOptions, type WebhookOptions } from './options.ts'
import { planPodChanges } from './plan.ts'
import type { RoleEntry } from './sources/role-map.ts'

interface Case {
  readonly name: string
  readonly pod?: JsonObject
  readonly container?: JsonObject
  readonly options?: Partial<WebhookOptions>
  readonly serviceAccount?: Readonly<Record<string, string>>
  readonly roleEntry?: RoleEntry
  readonly hasPodIdentity?: boolean
  readonly notes: readonly string[]
}

const role = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/app' }

for (const {
  name,
  pod,
  container,
  options,
  serviceAccount,
  roleEntry,
  hasPodIdentity,
  notes,
} of cases as readonly Case[])
  test(`notes: ${name}`, () => {
    const told: string[] = []
    planPodChanges({
      pod: { ...pod, spec: { containers: [{ name: 'c', ...container }, { name: 'd' }] } },
      namespace: 'demo',
      name: 'web',
      options: { ...defaultOptions, ...options },
      serviceAccount: serviceAccount ?? role,
      roleEntry,
      hasPodIdentity,
      say: (note) => told.push(note),
    })
    assert.deepEqual(told, notes)
  })

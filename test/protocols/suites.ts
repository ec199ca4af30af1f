/** Reads the protocol tests and makes a service model of each suite. */
import { readFileSync } from 'node:fs'
import { buildModel } from '../../src/aws/protocol/model/build-model.ts'
import type { OperationModel } from '../../src/aws/protocol/model/service-model.ts'
import type { Shape, StructureShape } from '../../src/aws/protocol/model/shape.ts'
import { compactModel } from '../../tools/models/compact-model.ts'
import type { Description, OperationDescription } from '../../tools/models/description.ts'

export interface Suite {
  readonly description: string
  readonly metadata: Description['metadata']
  readonly shapes: Description['shapes']
  readonly cases: readonly Case[]
}

export interface Case {
  readonly id: string
  readonly given: OperationDescription & { readonly name: string }
  readonly params?: Json
  readonly serialized?: {
    readonly method: string
    readonly uri: string
    readonly body?: string
    readonly headers?: Readonly<Record<string, string>>
  }
  readonly result?: Json
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly error?: Json
  readonly response?: {
    readonly status_code: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }
}

export type Json = Readonly<Record<string, unknown>>

export function readSuites(direction: 'input' | 'output', protocol: string): readonly Suite[] {
  const file = new URL(`../vectors/aws-protocols/${direction}/${protocol}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8')) as Suite[]
}

export function operationOfCase(suite: Suite, { given }: Case): OperationModel {
  const metadata = { ...suite.metadata, serviceId: 'Test', endpointPrefix: 'test' }
  const description = { metadata, operations: { [given.name]: given }, shapes: suite.shapes }
  const table = compactModel(description, { pagination: {} })
  return buildModel('test', { origin: '', ...table }).operation(given.name)!
}

/** The same values with one spelling: moments as milliseconds, blobs as text, what is null or empty left out. */
export function normalise(shape: StructureShape | undefined, values: unknown): unknown {
  return shape === undefined ? {} : plain(shape, values)
}

function plain(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case 'structure':
      return Object.fromEntries(
        shape.members
          .map((member) => [member.name, plainOrAbsent(member.shape, (value as Json)[member.name])] as const)
          .filter(([, item]) => item !== undefined),
      )
    case 'list':
      return (value as unknown[])
        .filter((item) => item !== null && item !== undefined)
        .map((item) => plain(shape.member.shape, item))
    case 'map':
      return Object.fromEntries(
        Object.entries(value as Json)
          .filter(([, item]) => item !== null && item !== undefined)
          .map(([key, item]) => [key, plain(shape.value.shape, item)]),
      )
    case 'timestamp':
      return value instanceof Date ? value.getTime() : Math.round(Number(value) * 1000)
    case 'blob':
      return typeof value === 'string' ? value : Buffer.from(value as Uint8Array).toString()
    case 'float':
    case 'double':
      return Number(value)
    default:
      return value
  }
}

const plainOrAbsent = (shape: Shape, value: unknown): unknown =>
  value === undefined || value === null ? undefined : plain(shape, value)

/** What a service would return for the result of an output case: moments as Date, blobs as bytes. */
export function toOutput(shape: Shape, value: unknown): unknown {
  if (value === null || value === undefined) return value
  switch (shape.kind) {
    case 'structure':
      return Object.fromEntries(
        shape.members.map((member) => [member.name, toOutput(member.shape, (value as Json)[member.name])]),
      )
    case 'list':
      return (value as unknown[]).map((item) => toOutput(shape.member.shape, item))
    case 'map':
      return Object.fromEntries(
        Object.entries(value as Json).map(([key, item]) => [key, toOutput(shape.value.shape, item)]),
      )
    case 'timestamp':
      return new Date(Number(value) * 1000)
    case 'blob':
      return Buffer.from(value as string)
    case 'float':
    case 'double':
      return Number(value)
    default:
      return value
  }
}

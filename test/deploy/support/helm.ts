/** Runs helm on the chart with values, or says why it cannot be run here. */
import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { isObject, valueAt, type JsonObject } from '../../../src/kubernetes/api/index.ts'
import { findHelm } from '../../../tools/helm/find-helm.ts'

const found = findHelm()
export const needsHelm = found.ok ? {} : { skip: found.reason }
export const chart = resolve(import.meta.dirname, '../../../deploy/helm/podpass-webhook')

export interface HelmRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export function helm(args: readonly string[], input = '', env: NodeJS.ProcessEnv = {}): Promise<HelmRun> {
  if (!found.ok) throw new Error(found.reason)
  return new Promise((done, reject) => {
    const child = spawn(found.program, args, { env: { ...process.env, ...env } })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.once('error', reject)
    child.once('close', (code) => done({ code: code ?? 1, stdout, stderr }))
    child.stdin.on('error', () => undefined).end(input)
  })
}

export const template = (values: JsonObject): Promise<HelmRun> =>
  helm(
    ['template', 'release', chart, '--namespace', 'hooks', '--kube-version', '1.35.0', '--values', '-'],
    JSON.stringify(values),
  )

/** Objects by what they are. */
export function readObjects(text: string): ReadonlyMap<string, JsonObject> {
  const documents = parseAllDocuments(text)
  const objects = (Array.isArray(documents) ? documents : []).map((document) => document.toJS() as unknown)
  return byTitle(objects.filter(isObject))
}

export const byTitle = (objects: readonly JsonObject[]): ReadonlyMap<string, JsonObject> =>
  new Map(objects.map((object) => [titleOf(object), object]))

const titleOf = (object: JsonObject): string =>
  [
    object['apiVersion'],
    object['kind'],
    valueAt(object, 'metadata', 'namespace'),
    valueAt(object, 'metadata', 'name'),
  ]
    .map(String)
    .join(' ')

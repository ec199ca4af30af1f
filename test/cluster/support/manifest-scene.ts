/** Manifests that have something wrong with them, as requests that kubectl would make of them. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { textOf, valueAt, type JsonObject } from '../../../src/kubernetes/api/index.ts'
import type { Scene, Step } from './scene.ts'

export interface BadManifest {
  readonly name: string
  readonly manifest: JsonObject
  /** A merge patch of what was created. */
  readonly change?: JsonObject
  readonly validate?: 'Strict' | 'Warn' | 'Ignore'
  /** Where it is sent, if not where its kind lies. */
  readonly path?: string
}

export const badManifests = parse(
  readFileSync(new URL('../cases/manifests.yaml', import.meta.url), 'utf8'),
) as readonly BadManifest[]

/** The answers to it: of the creation, and of the change if there is one. */
export function sceneOf({ name, manifest, change, validate = 'Strict', path }: BadManifest): Scene {
  const at = path ?? pathOf(manifest)
  const query = `?fieldManager=kubectl-create&fieldValidation=${validate}`
  const steps: Step[] = [{ note: name, do: `POST ${at}${query}`, body: manifest }]
  if (change !== undefined)
    steps.push({
      note: `${name}, changed`,
      do: `PATCH ${at}/${textOf(valueAt(manifest, 'metadata', 'name')) ?? ''}${query}`,
      type: 'application/merge-patch+json',
      body: change,
    })
  return { scene: name, steps }
}

function pathOf(manifest: JsonObject): string {
  const version = textOf(manifest['apiVersion']) ?? ''
  const plural = `${(textOf(manifest['kind']) ?? '').toLowerCase()}s`
  return `/${version.includes('/') ? 'apis' : 'api'}/${version}/namespaces/$ns/${plural}`
}

/** Scenes in which every verb is tried on an object of each kind. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Scene, Step } from './scene.ts'

interface Kind {
  readonly path: string
  readonly object: Readonly<Record<string, unknown>>
  readonly change: object
  readonly status?: object
  /** Among objects of others, so that lists are of this one alone and nothing is deleted but it. */
  readonly apart?: boolean
}

const kinds = parse(readFileSync(new URL('../cases/kinds.yaml', import.meta.url), 'utf8')) as readonly Kind[]

const merge = 'application/merge-patch+json'
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'

export const kindScenes: readonly Scene[] = kinds.map((kind) => ({
  scene: `every verb of ${String(kind.object['kind'])}`,
  steps: stepsOf(kind),
}))

function stepsOf({ path, object, change, status, apart = false }: Kind): readonly Step[] {
  const name = '$ns-kind'
  const body = { ...object, metadata: { name, labels: { kind: '$ns' } } }
  const all = `${path}?labelSelector=kind=$ns`
  const one = `${path}/${name}`
  return [
    { do: `POST ${path}?dryRun=All`, body },
    { do: `GET ${one}` },
    { do: `POST ${path}`, body },
    { do: `POST ${path}`, body },
    { do: `GET ${one}` },
    { do: `GET ${all}` },
    { note: 'as a table', do: `GET ${all}`, accept: table },
    { do: `GET ${path}/nosuch` },
    { do: `PATCH ${one}`, type: merge, body: change },
    { do: `PATCH ${path}/nosuch`, type: merge, body: change },
    { note: 'of a version that is not the last', do: `PUT ${one}`, body: stale(body, name) },
    ...(status === undefined ? [] : [{ do: `PATCH ${one}/status`, type: merge, body: status }]),
    { note: 'with another name', do: `PUT ${path}/other`, body },
    { do: `PATCH ${path}`, type: merge, body: {} },
    { do: `DELETE ${one}?dryRun=All` },
    { do: `DELETE ${path}/nosuch` },
    { do: apart ? `DELETE ${one}` : `DELETE ${all}` },
    { do: `GET ${one}` },
  ]
}

function stale(object: object, name: string): object {
  return { ...object, metadata: { name, resourceVersion: '1' } }
}

/** Reads the Kubernetes objects of a manifest, lists opened. */
import { parseAllDocuments } from 'yaml'
import { isObject, listOf, type JsonObject } from '../../../kubernetes/api/index.ts'
import { Failure } from '../../failure.ts'

export function readManifests(file: string, text: string): readonly JsonObject[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent' })
  if (!Array.isArray(documents)) return []
  return documents.flatMap((document) => {
    const [error] = document.errors
    if (error !== undefined) throw new Failure(`\`${file}\` is not YAML: ${error.message.split('\n')[0]}`)
    return openList(
      file,
      toValue(file, () => document.toJS({ maxAliasCount: 100 })),
    )
  })
}

function toValue(file: string, convert: () => unknown): unknown {
  try {
    return convert()
  } catch (error) {
    throw new Failure(`\`${file}\` cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

function openList(file: string, value: unknown): readonly JsonObject[] {
  if (value === null) return []
  if (!isObject(value)) throw new Failure(`\`${file}\` holds something that is no Kubernetes object`)
  return value['kind'] === 'List' ? listOf(value['items']).flatMap((item) => openList(file, item)) : [value]
}

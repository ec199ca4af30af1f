/** Reads the objects of manifests, and makes those of the short form. */
import { parseAllDocuments } from 'yaml'
import { isObject, listOf, textOf, valueAt, type JsonObject } from '../../../kubernetes/api/index.ts'
import { Failure } from '../../failure.ts'
import { readInput } from '../../read-input.ts'

const kinds = ['Namespace', 'ServiceAccount', 'Pod']

/** The objects of all files, lists opened; anything that cannot be run is refused by name before anything is created. */
export async function readManifests(files: readonly string[]): Promise<readonly JsonObject[]> {
  const objects: JsonObject[] = []
  for (const file of files) objects.push(...readManifest(nameOf(file), await readInput(file)))
  if (!objects.some(isPod)) throw new Failure('the manifests hold no Pod')
  return objects
}

export const isPod = (object: JsonObject): boolean => object['kind'] === 'Pod'

const nameOf = (file: string): string => (file === '-' ? 'standard input' : `\`${file}\``)

function readManifest(file: string, text: string): readonly JsonObject[] {
  const documents = parseAllDocuments(text, { logLevel: 'silent' })
  if (!Array.isArray(documents)) return []
  return documents.flatMap((document) => {
    const [error] = document.errors
    if (error !== undefined) throw new Failure(`${file} is not YAML: ${wordsOf(error)}`)
    const value: unknown = toValue(file, () => toJson(document.toJS({ maxAliasCount: 100 })))
    return value === null ? [] : openList(file, value)
  })
}

function toValue(file: string, convert: () => unknown): unknown {
  try {
    return convert()
  } catch (error) {
    throw new Failure(`${file} cannot be read: ${wordsOf(error as Error)}`, { cause: error })
  }
}

/** What JSON can say is all that an API server takes; an alias within its own anchor is not. */
const toJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown

function wordsOf({ message }: Error): string {
  if (message.includes('call stack')) return 'it nests too deep'
  return message.split('\n')[0]!.replace(/:$/, '')
}

function openList(file: string, value: unknown): readonly JsonObject[] {
  if (!isObject(value)) throw new Failure(`${file} holds something that is no Kubernetes object`)
  if (value['kind'] === 'List') return listOf(value['items']).flatMap((item) => openList(file, item))
  const kind = textOf(value['kind']) ?? ''
  if (value['apiVersion'] !== 'v1' || !kinds.includes(kind))
    throw new Failure(
      `${file}: podpass run takes ${kinds.join(', ')} of v1, not ${kind || 'an object without kind'} of ${textOf(value['apiVersion']) ?? 'no version'}`,
    )
  if (!textOf(valueAt(value, 'metadata', 'name')) && !textOf(valueAt(value, 'metadata', 'generateName')))
    throw new Failure(`${file}: a ${kind} has no metadata.name`)
  return [value]
}

interface ShortForm {
  readonly namespace: string
  readonly name: string
  readonly roleArn: string | undefined
  readonly words: readonly string[]
}

/** The ServiceAccount, annotated when a role is named, and a pod of one container. */
export function shortForm({ namespace, name, roleArn, words }: ShortForm): readonly JsonObject[] {
  const annotations = roleArn === undefined ? {} : { annotations: { 'eks.amazonaws.com/role-arn': roleArn } }
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace, ...annotations } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { generateName: 'podpass-run-', namespace },
      spec: {
        serviceAccountName: name,
        restartPolicy: 'Never',
        containers: [
          { name: 'command', image: 'podpass.local/command', command: words.map(escapeExpansion) },
        ],
      },
    },
  ]
}

/** A shell has expanded the words already, so `$(NAME)` and `$$` mean themselves. */
const escapeExpansion = (word: string): string => word.replaceAll('$', () => '$$')

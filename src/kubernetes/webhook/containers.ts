/** The containers of a pod, and which of them are to be given an identity. */
import { isObject, textOf, valueAt, type JsonObject } from '../api/index.ts'
import { parseCsvRecord } from './go-values.ts'
import type { WebhookOptions } from './options.ts'

export interface Located {
  readonly container: JsonObject
  readonly name: string
  /** Where the container stands in the pod, as a JSON Pointer. */
  readonly path: string
}

/** Containers before init containers, as upstream orders its patch; ephemeral containers are never touched. */
export function containersOf(pod: JsonObject): readonly Located[] {
  const found: Located[] = []
  for (const member of ['containers', 'initContainers']) {
    const list = valueAt(pod, 'spec', member)
    if (!Array.isArray(list)) continue
    const containers = list.filter(isObject)
    for (let index = 0; index < containers.length; index++) {
      const container = containers[index]!
      const path = `/spec/${member}/${index}`
      found.push({ container, path, name: textOf(container['name']) ?? path })
    }
  }
  return found
}

interface Choice {
  readonly pod: JsonObject
  readonly containers: readonly Located[]
  readonly options: WebhookOptions
  readonly warnings: string[]
  readonly say?: (note: string) => void
}

/** Those that include-containers names, or all when there is no such list, without those that skip-containers names. */
export function chooseContainers(choice: Choice): readonly Located[] {
  const { containers, options, say } = choice
  const skipped = readList(choice, 'skip-containers', 'no container is skipped')
  const included = options.upstreamCompatible
    ? undefined
    : readList(choice, 'include-containers', 'every container counts')
  return containers.filter(({ name }) => {
    if (skipped?.has(name) === true) say?.(`container \`${name}\` is left alone: skip-containers names it`)
    else if (included?.has(name) === false)
      say?.(`container \`${name}\` is left alone: include-containers does not name it`)
    else return true
    return false
  })
}

/** In skip-containers blanks belong to the name, as upstream reads it. */
function readList(
  { pod, containers, options, warnings }: Choice,
  annotation: string,
  consequence: string,
): ReadonlySet<string> | undefined {
  const key = `${options.annotationPrefix}/${annotation}`
  const text = textOf(valueAt(pod, 'metadata', 'annotations', key))
  if (text === undefined || text.trim() === '') return undefined
  const names = parseCsvRecord(text)
  if (names === undefined) {
    warnings.push(`${key} is no list of names with commas, so ${consequence}: \`${text}\``)
    return undefined
  }
  const list = new Set(annotation === 'include-containers' ? names.map((each) => each.trim()) : names)
  const known = new Set(containers.map(({ name }) => name))
  const unknown = [...list].filter((each) => !known.has(each))
  for (const each of unknown.slice(0, mostNamed))
    warnings.push(`${key} names \`${each}\`, and the pod has no such container`)
  if (unknown.length > mostNamed)
    warnings.push(`${key} names ${unknown.length - mostNamed} more containers that the pod does not have`)
  return list
}

/** A list may hold a hundred thousand names, and its author reads the first few. */
const mostNamed = 4

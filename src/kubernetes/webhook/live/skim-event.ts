/** Reads the watch's line about a ServiceAccount without annotations of ours, as most are, with no need to parse it whole. */
import type { SkimmedEvent } from '../../api/index.ts'
import type { Account } from './read-account.ts'
import { keyOf, nothing } from './read-account.ts'

/** How Kubernetes writes it; what is written otherwise is parsed. */
const opening =
  /^\{"type":"(ADDED|MODIFIED|DELETED)","object":\{"kind":"ServiceAccount","apiVersion":"v1","metadata":\{"name":"([^"\\]+)","namespace":"([^"\\]+)","uid":"[^"\\]*","resourceVersion":"(\d+)"/

/** An annotation that means a role may stand under any domain; a letter written as its number could hide one. */
const suspicious = /r[-_.]*o[-_.]*l[-_.]*e[-_.]*a[-_.]*r[-_.]*n|\\u00/i

/** Undefined when the line has to be parsed. */
export const createSkim =
  (prefix: string) =>
  (line: string): SkimmedEvent<Account> | undefined => {
    const match = opening.exec(line)
    if (match === null || line.includes(`${prefix}/`) || suspicious.test(line)) return undefined
    const [, type, name, namespace, version] = match
    const key = ownCopy(keyOf(namespace!, name!))
    return {
      type: type as SkimmedEvent<Account>['type'],
      key,
      kept: { key, annotations: nothing },
      version: version!,
    }
  }

/** A part of a text keeps the whole of it in memory; the name of a member is a text of its own. */
const ownCopy = (text: string): string => Object.keys({ [text]: 0 })[0]!

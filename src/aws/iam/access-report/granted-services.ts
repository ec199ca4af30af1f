/** Which services a policy document allows anything of, as far as its actions tell. */
import { readFileSync } from 'node:fs'
import type { PolicyDocument } from '../../../policy/index.ts'

let names: ReadonlyMap<string, string> | undefined

/** The names of AWS's services by their namespaces, in the order of the latter. */
export const serviceNames = (): ReadonlyMap<string, string> => (names ??= readNames())

export const grantedServices = (documents: readonly PolicyDocument[]): readonly string[] =>
  [...serviceNames().keys()].filter((service) =>
    documents.some((document) => grantsService(document, service)),
  )

export function grantsService({ statements }: PolicyDocument, service: string): boolean {
  return statements.some(({ effect, action }) => {
    if (effect !== 'Allow') return false
    const whole = action.patterns.some((pattern) => pattern === '*' || speaksOf(pattern, service, '*'))
    return action.negated ? !whole : action.patterns.some((pattern) => speaksOf(pattern, service))
  })
}

/** Whether a pattern such as `s3:Get*` or `*` is of the service, and of the action where one is named. */
function speaksOf(pattern: string, service: string, action?: string): boolean {
  const [vendor = '', name] = pattern.toLowerCase().split(':')
  if (name === undefined) return vendor === '*'
  return vendor === service.toLowerCase() && (action === undefined || name === action)
}

function readNames(): ReadonlyMap<string, string> {
  const text = readFileSync(new URL('service-names.json', import.meta.url), 'utf8')
  const read = JSON.parse(text) as { readonly names: Readonly<Record<string, string>> }
  return new Map(Object.entries(read.names))
}

/** What a list or a watch is asked for: which objects, and since when. */
import { badRequest, forbiddenField, invalid, notReached, unsupportedField } from '../api-error.ts'
import type { FieldProblem } from '../api-error.ts'
import type { Call } from '../call.ts'
import { integerOf } from '../kubelet/read-flags.ts'
import type { Selector } from '../selectors/selectors.ts'
import { parseFieldSelector, parseLabelSelector } from '../selectors/selectors.ts'

export function selectorOf({ query, resource }: Call): Selector {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '')
  const fields = parseFieldSelector(query.get('fieldSelector') ?? '', resource)
  return (object) => labels(object) && fields(object)
}

export const hasSelector = ({ query }: Call): boolean =>
  Boolean(query.get('labelSelector') || query.get('fieldSelector'))

/** The revision that the client has seen, undefined when it starts afresh. */
export function resourceVersionOf({ needs, query }: Call): number | undefined {
  const text = query.get('resourceVersion') ?? ''
  if (text === '' || text === '0') return undefined
  const isNumber = /^\d+$/.test(text)
  if (!isNumber || BigInt.asUintN(64, BigInt(text)) !== BigInt(text)) {
    const value = JSON.stringify(text)
    throw badRequest(
      `invalid resource version: resourceVersion: Invalid value: ${value}: strconv.ParseUint: parsing ${value}: ${isNumber ? 'value out of range' : 'invalid syntax'}`,
    )
  }
  const revision = Number(text)
  // A client of another data directory, or of the time before a restore: it has to start afresh.
  if (revision > needs.store.revision) throw notReached(text, needs.store.revision)
  return revision
}

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list */
export function checkListOptions({ query }: Call, watches: boolean): void {
  numberOf(query, 'timeoutSeconds')
  const match = query.get('resourceVersionMatch') ?? ''
  const asksInitial = query.has('sendInitialEvents')
  const problems = watches ? watchProblems(match, asksInitial) : listProblems(query, match, asksInitial)
  if (match !== '' && query.get('continue'))
    problems.push(forbiddenField(matchField, 'resourceVersionMatch is forbidden when continue is provided'))
  if (problems.length > 0) throw invalid('ListOptions.meta.k8s.io', '', problems)
}

const matchField = 'resourceVersionMatch'

function listProblems(query: URLSearchParams, match: string, asksInitial: boolean): FieldProblem[] {
  const version = query.get('resourceVersion') ?? ''
  const problems: FieldProblem[] = []
  if (match !== '' && version === '')
    problems.push(
      forbiddenField(matchField, 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
    )
  if (!['', 'Exact', 'NotOlderThan'].includes(match))
    problems.push(unsupportedField(matchField, match, ['Exact', 'NotOlderThan', '']))
  if (match === 'Exact' && version === '0')
    problems.push(
      forbiddenField(matchField, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
    )
  if (asksInitial)
    problems.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  return problems
}

function watchProblems(match: string, asksInitial: boolean): FieldProblem[] {
  const problems: FieldProblem[] = []
  if (asksInitial && match !== 'NotOlderThan')
    problems.push(
      forbiddenField(matchField, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    )
  if (!asksInitial && match !== '')
    problems.push(
      forbiddenField(
        matchField,
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    )
  if (!['', 'NotOlderThan'].includes(match))
    problems.push(unsupportedField(matchField, match, ['NotOlderThan']))
  return problems
}

export function numberOf(query: URLSearchParams, name: string): number | undefined {
  if (!query.get(name)) return undefined
  return Number(integerOf(query, name))
}

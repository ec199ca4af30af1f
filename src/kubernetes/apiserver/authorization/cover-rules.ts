/** Whether all that a rule allows is allowed by others already. */
import { listOf } from '../../api/index.ts'
import type { Rule } from './rules.ts'
import { includesName } from './rules.ts'

/** A rule that stands for more than so many single rights is not looked through: it counts as not covered. */
const rightsLimit = 20_000

export function covers(owned: readonly Rule[], rule: Rule): boolean {
  const verbs = distinct(rule.verbs)
  const [groups, targets] = [distinct(rule.apiGroups), distinct(rule.resources)]
  const urls = distinct(rule.nonResourceURLs)
  const names = listOf(rule.resourceNames).length === 0 ? [''] : distinct(rule.resourceNames)
  const rights = verbs.length * (groups.length * targets.length * names.length + urls.length)
  if (rights > rightsLimit) return false
  return verbs.every(
    (verb) =>
      urls.every((url) => owned.some((each) => allowsUrl(each, verb, url))) &&
      groups.every((group) =>
        targets.every((target) =>
          names.every((name) => owned.some((each) => allows(each, { verb, group, target, name }))),
        ),
      ),
  )
}

const distinct = (values: readonly string[] | undefined): readonly string[] => [...new Set(values)]

const allowsUrl = (own: Rule, verb: string, url: string): boolean =>
  includesName(own.verbs, verb) &&
  (own.nonResourceURLs ?? []).some(
    (each) => each === url || (each.endsWith('*') && url.startsWith(each.slice(0, -1))),
  )

interface Right {
  readonly verb: string
  readonly group: string
  readonly target: string
  /** Empty for every one. */
  readonly name: string
}

const allows = (own: Rule, { verb, group, target, name }: Right): boolean =>
  includesName(own.verbs, verb) &&
  includesName(own.apiGroups, group) &&
  (includesName(own.resources, target) ||
    (target.includes('/') && (own.resources?.includes(`*/${target.split('/')[1]}`) ?? false))) &&
  (listOf(own.resourceNames).length === 0 || (own.resourceNames?.includes(name) ?? false))

/** Values that no request can have, by the operator that compares them. */
import type { Rule } from '../finding.ts'
import { typeOfKey } from '../known/known.ts'
import type { LintCondition } from '../view.ts'
import { conditionsIn, isNegated } from './words.ts'

export const wildcardInEquals: Rule = {
  id: 'wildcard-in-equals',
  severity: 'error',
  title: 'a wildcard where the operator takes it as a character',
  check: (policy) =>
    conditionsIn(policy)
      .filter(({ condition }) => condition.operator.name.startsWith('String') && !isLike(condition))
      .flatMap(({ statement, condition }) =>
        condition.values
          .filter(({ text }) => /[*?]/.test(text.replace(/\$\{[^}]*\}/g, '')))
          .map(({ text, span }) => ({
            span,
            statement,
            reason: `\`${condition.operator.text}\` compares \`${text}\` letter by letter, stars and question marks too`,
            fix: `write \`${likeOf(condition)}\`, or the value without wildcards`,
          })),
      ),
}

const isLike = ({ operator }: LintCondition): boolean => operator.name.endsWith('Like')

const likeOf = (condition: LintCondition): string => {
  const { operator } = condition
  const name = isNegated(condition) ? 'StringNotLike' : 'StringLike'
  return `${operator.set === undefined ? '' : `${operator.set}:`}${name}${operator.ifExists ? 'IfExists' : ''}`
}

const forms: Readonly<Record<string, { readonly form: RegExp; readonly expected: string }>> = {
  Bool: { form: /^(?:true|false)$/i, expected: '`true` or `false`' },
  Null: { form: /^(?:true|false)$/i, expected: '`true` or `false`' },
  Numeric: { form: /^-?\d+(?:\.\d+)?$/, expected: 'a number' },
  IpAddress: {
    form: /^(?:[\d.]+|[0-9a-f:.]+)(?:\/\d{1,3})?$/i,
    expected: 'an address or a range such as 203.0.113.0/24',
  },
  Arn: { form: /^(?:arn:|\*|\?)/, expected: 'an ARN' },
}

export const valueForm: Rule = {
  id: 'value-form',
  severity: 'error',
  title: 'a value that the operator cannot compare',
  check: (policy) =>
    conditionsIn(policy).flatMap(({ statement, condition }) => {
      const rule = forms[familyOf(condition)]
      if (rule === undefined) return []
      return condition.values
        .filter(({ text }) => !text.includes('${') && !rule.form.test(text))
        .map(({ text, span }) => ({
          span,
          statement,
          reason: `\`${condition.operator.text}\` compares with ${rule.expected}; \`${text}\` is none`,
          fix: `write ${rule.expected}, or take an operator for text`,
        }))
    }),
}

/** The families of operators that make sense of a key's values. */
const fitting: Readonly<Record<string, readonly string[]>> = {
  String: ['String', 'Arn', 'Null', 'Binary'],
  ARN: ['Arn', 'String', 'Null'],
  Bool: ['Bool', 'String', 'Null'],
  Numeric: ['Numeric', 'String', 'Null'],
  Date: ['Date', 'Numeric', 'Null'],
  IPAddress: ['IpAddress', 'Null'],
}

export const operatorOfOtherType: Rule = {
  id: 'operator-of-other-type',
  severity: 'warning',
  title: "an operator that makes no sense of the key's values",
  check: (policy) =>
    conditionsIn(policy).flatMap(({ statement, condition }) => {
      const type = typeOfKey(condition.key.text)?.replace(/^ArrayOf/, '')
      const families = type === undefined ? undefined : fitting[type]
      if (families === undefined || families.includes(familyOf(condition))) return []
      return [
        {
          span: condition.operatorSpan,
          statement,
          reason: `the values of \`${condition.key.text}\` are of type ${type}, which \`${condition.operator.text}\` does not compare`,
          fix: `take an operator for ${families[0]!}, such as \`${exampleOf[families[0]!]}\``,
        },
      ]
    }),
}

const exampleOf: Readonly<Record<string, string>> = {
  String: 'StringEquals',
  Arn: 'ArnLike',
  Bool: 'Bool',
  Numeric: 'NumericLessThan',
  Date: 'DateLessThan',
  IpAddress: 'IpAddress',
}

function familyOf({ operator }: LintCondition): string {
  if (operator.name === 'NotIpAddress') return 'IpAddress'
  return /^(?:String|Numeric|Date|Arn|Bool|Null|Binary|IpAddress)/.exec(operator.name)?.[0] ?? operator.name
}

/** Policy variables. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html */
import type { Found, Rule } from '../finding.ts'
import { nearKeys, typeOfKey } from '../known/known.ts'
import type { LintPolicy, LintStatement, Word } from '../view.ts'
import { isProviderKey } from './providers.ts'
import { perhaps } from './words.ts'

interface Variable {
  readonly name: string
  readonly word: Word
  readonly statement: LintStatement
}

/** `${*}`, `${?}` and `${$}` are characters. */
const variable = /\$\{\s*([^},\s]*[^},\s*?$][^},\s]*)\s*(?:,[^}]*)?\}/g

const variablesIn = ({ statements }: LintPolicy): readonly Variable[] =>
  statements.flatMap((statement) =>
    [...(statement.resource?.words ?? []), ...statement.conditions.flatMap(({ values }) => values)].flatMap(
      (word) => [...word.text.matchAll(variable)].map((match) => ({ name: match[1]!, word, statement })),
    ),
  )

export const variableInOldVersion: Rule = {
  id: 'variable-in-old-version',
  severity: 'error',
  title: 'a policy variable in a policy of version 2008-10-17',
  check: (policy) =>
    policy.version === '2012-10-17'
      ? []
      : variablesIn(policy).map(({ name, word, statement }): Found => ({
          span: word.span,
          statement,
          reason: `without "Version": "2012-10-17" \`\${${name}}\` is text and stands for nothing`,
          fix: 'add "Version": "2012-10-17"',
        })),
}

export const unknownVariable: Rule = {
  id: 'unknown-variable',
  severity: 'error',
  title: 'a policy variable that never has a value',
  check: (policy) =>
    variablesIn(policy)
      .filter(({ name }) => typeOfKey(name) === undefined && !isProviderKey(name))
      .map(({ name, word, statement }) => ({
        span: word.span,
        statement,
        reason: `no call brings a value of \`${name}\`, so what holds the variable fits nothing`,
        fix: `write the key's right name${perhaps(nearKeys(name, []))}`,
      })),
}

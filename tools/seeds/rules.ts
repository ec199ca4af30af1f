/** The named rules by which fragments of a line are masked: each says what it stands for and what it looks like. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

export interface Rule {
  readonly name: string
  readonly pattern: RegExp
}

export type Rules = ReadonlyMap<string, Rule>

export const readRules = (path: string): Rules => parseRules(readFileSync(path, 'utf8'))

export function parseRules(text: string): Rules {
  const raw = parse(text) as Readonly<Record<string, { readonly what?: string; readonly pattern?: string }>>
  return new Map(
    Object.entries(raw).map(([name, { what, pattern }]) => {
      if (!/^[a-z0-9-]+$/.test(name)) throw new Error(`\`${name}\` cannot be the name of a rule`)
      if (!what || !pattern) throw new Error(`rule ${name}: expected what and pattern`)
      return [name, { name, pattern: new RegExp(pattern, 'g') }]
    }),
  )
}

/** In the order in which they stand: those that say more of a line come first. */
export function chooseRules(rules: Rules, names: readonly string[]): readonly Rule[] {
  const unknown = names.filter((name) => !rules.has(name))
  if (unknown.length > 0) throw new Error(`there is no rule \`${unknown.join('`, `')}\``)
  return [...rules.values()].filter(({ name }) => names.includes(name))
}

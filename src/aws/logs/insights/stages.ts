/** The commands of a query as stages: each takes rows and hands on what it makes of them. */
import { gather, type Gatherer, isAggregate } from './aggregates.ts'
import { type Compute, compileExpression } from './compile-expression.ts'
import { type Row, rowOfValues } from './row.ts'
import type { Command, Expression, Named } from './syntax.ts'
import { isMissing, isTrue, order, textOf, toNumber, type Value } from './values.ts'

export interface Stage {
  readonly push: (row: Row) => void
  /** There are no more rows. */
  readonly end: () => void
}

type Of<Kind extends Command['kind']> = Extract<Command, { readonly kind: Kind }>

export function filterStage({ condition }: Of<'filter'>, next: Stage): Stage {
  const test = compileExpression(condition)
  return { push: (row) => void (isTrue(test(row)) && next.push(row)), end: next.end }
}

/** Of `fields` and `display`: what is computed is called by its name from here on. */
export function fieldsStage({ columns }: Of<'fields' | 'display'>, next: Stage): Stage {
  const computed = columns.flatMap(({ name, expression }) =>
    expression.kind === 'field' && expression.name === name
      ? []
      : [{ name, compute: compileExpression(expression) }],
  )
  return {
    push: (row) => {
      for (const { name, compute } of computed) row.set(name, compute(row))
      next.push(row)
    },
    end: next.end,
  }
}

export function parseStage({ from, regex, names }: Of<'parse'>, next: Stage): Stage {
  const source = compileExpression(from)
  const pattern = new RegExp(regex.source, regex.flags)
  return {
    push: (row) => {
      const found = pattern.exec(textOf(source(row)) ?? '')
      if (found !== null) names.forEach((name, at) => row.set(name, found.groups?.[name] ?? found[at + 1]))
      next.push(row)
    },
    end: next.end,
  }
}

export function limitStage({ count }: { readonly count: number }, next: Stage): Stage {
  let passed = 0
  return {
    push: (row) => {
      if (passed++ < count) next.push(row)
    },
    end: next.end,
  }
}

/** Keeps the first of those that are alike; what has none of the fields is like nothing. */
export function dedupStage({ keys }: Of<'dedup'>, next: Stage): Stage {
  const computes = keys.map((key) => compileExpression(key))
  const seen = new Set<string>()
  return {
    push: (row) => {
      const values = computes.map((compute) => textOf(compute(row)))
      const key = JSON.stringify(values)
      if (values.includes(undefined) || !seen.has(key)) next.push(row)
      seen.add(key)
    },
    end: next.end,
  }
}

/** `most` rows are all that anybody asks of it, so no more than twice as many are held. */
export function sortStage({ keys }: Of<'sort'>, most: number, next: Stage): Stage {
  const sorters = keys.map(({ expression, written, descending }) => ({
    compute: sortedBy(written, compileExpression(expression)),
    direction: descending ? -1 : 1,
  }))
  let held: { readonly row: Row; readonly values: readonly Value[] }[] = []
  const sort = (): void => {
    held = held
      .toSorted((a, b) => {
        for (const [at, { direction }] of sorters.entries()) {
          const difference = order(a.values[at], b.values[at])
          if (difference !== 0) return difference * direction
        }
        return 0
      })
      .slice(0, most)
  }
  return {
    push: (row) => {
      held.push({ row, values: sorters.map(({ compute }) => compute(row)) })
      if (held.length >= 2 * most) sort()
    },
    end: () => {
      sort()
      for (const { row } of held.splice(0)) next.push(row)
      next.end()
    },
  }
}

const sortedBy =
  (written: string, compute: Compute): Compute =>
  (row) =>
    row.pointer === undefined ? (row.get(written) ?? compute(row)) : compute(row)

interface Aggregation {
  readonly name: string
  readonly value: Compute
  readonly extra: Compute
}

interface Group {
  readonly by: readonly Value[]
  readonly gatherers: readonly Gatherer[]
}

export function statsStage({ values, by }: Of<'stats'>, next: Stage): Stage {
  const aggregations: Aggregation[] = []
  const results = values.map(({ name, expression }) => ({
    name,
    compute: compileExpression(expression, (part) => aggregated(part, aggregations)),
  }))
  const keys = by.map(({ name, expression }) => ({ name, compute: compileExpression(expression) }))
  const groups = new Map<string, Group>()
  const begin = (): Group['gatherers'] => aggregations.map(({ name }) => gather(name))
  return {
    push: (row) => {
      const found = keys.map(({ compute }) => compute(row))
      const key = JSON.stringify(found.map(textOf))
      let group = groups.get(key)
      if (group === undefined) groups.set(key, (group = { by: found, gatherers: begin() }))
      const time = toNumber(row.get('@timestamp')) ?? 0
      for (const [at, { value, extra }] of aggregations.entries())
        group.gatherers[at]!.add(value(row), time, extra(row))
    },
    end: () => {
      // Of nothing, there is a count as well.
      if (groups.size === 0 && keys.length === 0) groups.set('', { by: [], gatherers: begin() })
      for (const group of groups.values()) next.push(lineOf(group, keys, results))
      next.end()
    },
  }
}

/** Each aggregation has a place among those of its group, where its result is read from. */
function aggregated(expression: Expression, aggregations: Aggregation[]): Compute | undefined {
  if (expression.kind !== 'call' || !isAggregate(expression.name)) return undefined
  const [of, extra] = expression.of
  const at = aggregations.length
  aggregations.push({
    name: expression.name,
    value: of === undefined ? () => 1 : compileExpression(of),
    extra: extra === undefined ? () => undefined : compileExpression(extra),
  })
  return (row) => row.get(placeOf(at))
}

const placeOf = (at: number): string => `\0${at}`

function lineOf(
  { by, gatherers }: Group,
  keys: readonly Pick<Named, 'name'>[],
  results: readonly { readonly name: string; readonly compute: Compute }[],
): Row {
  const gathered = rowOfValues(new Map(gatherers.map((each, at) => [placeOf(at), each.result()])))
  const line = new Map(keys.map(({ name }, at) => [name, by[at]]))
  for (const { name, compute } of results) {
    const value = compute(gathered)
    if (!isMissing(value)) line.set(name, value)
  }
  return rowOfValues(line)
}

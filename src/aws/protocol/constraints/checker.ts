/** Compiles the constraints of an input into one function that finds every violation. */
import type { ListShape, MapShape, Member, ScalarShape, Shape, StructureShape } from '../model/shape.ts'
import { lowerFirst } from './path.ts'
import { lengthChecks, scalarChecks } from './scalar.ts'
import type { Constraint, Violation } from './violation.ts'

/** Reports at most this many: a request can hold thousands of bad elements. */
const maxViolations = 100

type Report = (found: Omit<Violation, 'member'>) => void
type Check = (value: unknown, path: string, report: Report) => void

export function inputChecker(input: StructureShape): (input: unknown) => Violation[] {
  const checkerOf = createCheckers()
  const members = input.members.map((member) => ({ member, check: memberCheck(member, checkerOf) }))
  return (values) => {
    const violations: Violation[] = []
    let checked: Member | undefined
    const report: Report = (found) => {
      if (violations.length < maxViolations) violations.push({ ...found, member: checked! })
    }
    for (const { member, check } of members) {
      checked = member
      check(values, '', report)
    }
    return violations
  }
}

/** Undefined for a shape that nothing can violate. */
type CheckerOf = (shape: Shape) => Check | undefined

function createCheckers(): CheckerOf {
  const checks = new Map<Shape, Check | undefined>()
  const checkerOf: CheckerOf = (shape) => {
    if (checks.has(shape)) return checks.get(shape)
    // Stands in for the check of a shape that contains itself until that one is made.
    checks.set(shape, (value, path, report) => checks.get(shape)?.(value, path, report))
    const made = makeCheck(shape, checkerOf)
    checks.set(shape, made)
    return made
  }
  return checkerOf
}

function makeCheck(shape: Shape, checkerOf: CheckerOf): Check | undefined {
  switch (shape.kind) {
    case 'structure':
      return allOf(shape.members.map((member) => memberCheck(member, checkerOf)))
    case 'list':
      return allOf([sizeCheck(shape), elementsCheck(shape, checkerOf)])
    case 'map':
      return allOf([sizeCheck(shape), keysCheck(shape), mapValuesCheck(shape, checkerOf)])
    default:
      return scalarCheck(shape)
  }
}

function allOf(checks: readonly (Check | undefined)[]): Check | undefined {
  const real = checks.filter((check) => check !== undefined)
  if (real.length === 0) return undefined
  return (value, path, report) => {
    for (const check of real) check(value, path, report)
  }
}

/** Takes the structure that the member is of. */
function memberCheck({ name, shape, required }: Member, checkerOf: CheckerOf): Check {
  const check = checkerOf(shape)
  const segment = lowerFirst(name)
  const inner = shape.kind === 'structure' ? `${segment}.` : segment
  return (structure, path, report) => {
    const value = (structure as Readonly<Record<string, unknown>>)[name]
    if (value !== undefined) check?.(value, path + inner, report)
    else if (required) report({ path: path + segment, constraint: { kind: 'null' }, value: 'null' })
  }
}

function scalarCheck(shape: ScalarShape): Check | undefined {
  const checks = scalarChecks(shape)
  if (checks.length === 0) return undefined
  return (value, path, report) => {
    for (const { constraint, holds } of checks)
      if (!holds(value)) report({ path, constraint, value: shown(shape, value) })
  }
}

function sizeCheck(shape: ListShape | MapShape): Check | undefined {
  const checks = lengthChecks(shape, (value) => Object.keys(value as object).length)
  if (checks.length === 0) return undefined
  return (value, path, report) => {
    for (const { constraint, holds } of checks)
      if (!holds(value)) report({ path, constraint, value: shown(shape, value) })
  }
}

/** Structures are checked one by one; scalars are named together, at the list. */
function elementsCheck(shape: ListShape, checkerOf: CheckerOf): Check | undefined {
  const element = shape.member.shape
  if (isScalar(element)) return togetherCheck(shape, element, 'elements', (value) => value as unknown[])
  const check = checkerOf(element)
  return (value, path, report) => {
    for (const [at, item] of (value as readonly unknown[]).entries()) {
      const itemPath = `${path}.${at + 1}.member`
      if (item === undefined) report({ path: itemPath, constraint: { kind: 'null' }, value: 'null' })
      else check?.(item, element.kind === 'structure' ? `${itemPath}.` : itemPath, report)
    }
  }
}

const keysCheck = (shape: MapShape): Check | undefined =>
  isScalar(shape.key.shape)
    ? togetherCheck(shape, shape.key.shape, 'keys', (value) => Object.keys(value as object))
    : undefined

function mapValuesCheck(shape: MapShape, checkerOf: CheckerOf): Check | undefined {
  const element = shape.value.shape
  if (isScalar(element))
    return togetherCheck(shape, element, 'values', (value) => Object.values(value as object))
  const check = checkerOf(element)
  return (value, path, report) => {
    for (const [key, item] of Object.entries(value as object)) {
      const itemPath = `${path}.${key}.member`
      if (item === undefined) report({ path: itemPath, constraint: { kind: 'null' }, value: 'null' })
      else check?.(item, element.kind === 'structure' ? `${itemPath}.` : itemPath, report)
    }
  }
}

function togetherCheck(
  whole: ListShape | MapShape,
  element: ScalarShape,
  kind: 'elements' | 'keys' | 'values',
  itemsOf: (value: unknown) => readonly unknown[],
): Check {
  const checks = scalarChecks(element)
  const constraints: readonly Constraint[] = [...checks.map(({ constraint }) => constraint), { kind: 'null' }]
  return (value, path, report) => {
    const bad = itemsOf(value).some((item) => item === undefined || checks.some(({ holds }) => !holds(item)))
    if (bad) report({ path, constraint: { kind, constraints }, value: shown(whole, value) })
  }
}

const isScalar = (shape: Shape): shape is ScalarShape =>
  shape.kind !== 'structure' && shape.kind !== 'list' && shape.kind !== 'map'

/** As AWS prints values; undefined for secrets and for what holds structures. */
function shown(shape: Shape, value: unknown): string | undefined {
  if (shape.sensitive) return undefined
  switch (shape.kind) {
    case 'list':
      return shownAll(value as readonly unknown[], (item) => shown(shape.member.shape, item), '[]')
    case 'map':
      return shownAll(
        Object.entries(value as object),
        ([key, item]) => {
          const text = shown(shape.value.shape, item)
          return text === undefined ? undefined : `${key}=${text}`
        },
        '{}',
      )
    case 'structure':
    case 'blob':
    case 'document':
      return undefined
    case 'timestamp':
      return (value as Date).toISOString()
    default:
      return String(value)
  }
}

function shownAll<Item>(
  items: readonly Item[],
  show: (item: Item) => string | undefined,
  [open, close]: string,
): string | undefined {
  const texts = items.map(show)
  return texts.includes(undefined) ? undefined : `${open}${texts.join(', ')}${close}`
}

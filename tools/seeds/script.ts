/** A seed's script: its steps as a person reads them, and what is wrong with one that cannot be replayed. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { Difference } from './compare-output.ts'

export interface Script {
  readonly title: string
  readonly region: string
  /** More flags of `podpass up`. */
  readonly up: readonly string[]
  /** What must be on the machine beside kubectl and the AWS CLI. */
  readonly needs: readonly Need[]
  readonly steps: readonly Step[]
}

export type Need = 'terraform'

export type Step =
  | ({ readonly kind: 'run'; readonly command: string; readonly prints?: Expected } & Checked)
  /** Ours, in place of an open command or to set the scene. */
  | ({ readonly kind: 'instead'; readonly command: string; readonly prints?: Expected } & Checked)
  /** A command of the seed that nothing here serves yet. */
  | { readonly kind: 'open'; readonly command: string; readonly because: string }
  /** A program that runs beside the others until the end; it is there when its log has `until`. */
  | { readonly kind: 'starts'; readonly command: string; readonly until: string }
  /** A shell in a pod, in which the steps that follow are typed, until `leave`. */
  | { readonly kind: 'enter'; readonly command: string }
  | { readonly kind: 'leave'; readonly command: string }

export interface Checked {
  /** It is to end with an exit code that is not 0. */
  readonly fails: boolean
  /** Seconds in which it is run again until it prints what it should. */
  readonly within: number
}

export interface Expected {
  readonly text: string
  readonly masks: readonly string[]
  /** `excerpt`: the seed shows some of the lines, in an order of its own. */
  readonly shows: 'all' | 'excerpt'
  /** `jwt`: tokens are compared claim by claim; `json`: lines of JSON member by member. */
  readonly as: 'text' | 'jwt' | 'json'
  readonly differs: readonly Difference[]
}

export const readScript = (path: string): Script => parseScript(readFileSync(path, 'utf8'), path)

export function parseScript(text: string, name: string): Script {
  const raw = fieldsOf(parse(text), name, ['title', 'region', 'up', 'needs', 'steps'])
  const steps = listOf(raw['steps'], `${name}: steps`)
  if (steps.length === 0) throw new Error(`${name}: it has no steps`)
  return {
    title: textOf(raw['title'], `${name}: title`),
    region: textOf(raw['region'], `${name}: region`),
    up: listOf(raw['up'] ?? [], `${name}: up`).map(String),
    needs: listOf(raw['needs'] ?? [], `${name}: needs`).map((need) => {
      if (need !== 'terraform') throw new Error(`${name}: \`${String(need)}\` is nothing that can be needed`)
      return need
    }),
    steps: steps.map((step, index) => readStep(step, `${name}, step ${index + 1}`)),
  }
}

const kinds = ['run', 'instead', 'open', 'starts', 'enter', 'leave'] as const
const checkedFields = ['fails', 'within'] as const
const expectedFields = ['prints', 'masks', 'shows', 'as', 'differs'] as const
const fieldsOfKind: Readonly<Record<(typeof kinds)[number], readonly string[]>> = {
  run: [...checkedFields, ...expectedFields],
  instead: [...checkedFields, ...expectedFields],
  open: ['because'],
  starts: ['until'],
  enter: [],
  leave: [],
}

function readStep(value: unknown, name: string): Step {
  const kind = kinds.find((each) => typeof value === 'object' && value !== null && each in value)
  if (kind === undefined) throw new Error(`${name}: expected one of ${kinds.join(', ')}`)
  const raw = fieldsOf(value, name, [kind, ...fieldsOfKind[kind]])
  const command = textOf(raw[kind], `${name}: ${kind}`).trimEnd()
  switch (kind) {
    case 'open':
      return { kind, command, because: textOf(raw['because'], `${name}: because`) }
    case 'starts':
      return { kind, command, until: textOf(raw['until'], `${name}: until`) }
    case 'enter':
    case 'leave':
      return { kind, command }
    case 'instead':
    case 'run':
      return { kind, command, ...readChecked(raw), ...readExpected(raw, name) }
  }
}

const readChecked = (raw: Fields): Checked => ({
  fails: raw['fails'] === true,
  within: Number(raw['within'] ?? 0),
})

function readExpected(raw: Fields, name: string): { readonly prints?: Expected } {
  if (raw['prints'] === undefined) {
    const idle = expectedFields.filter((field) => raw[field] !== undefined)
    if (idle.length > 0) throw new Error(`${name}: ${idle.join(', ')} without prints`)
    return {}
  }
  const shows = raw['shows'] ?? 'all'
  const as = raw['as'] ?? 'text'
  if (shows !== 'all' && shows !== 'excerpt') throw new Error(`${name}: shows is all or excerpt`)
  if (as !== 'text' && as !== 'jwt' && as !== 'json') throw new Error(`${name}: as is text, jwt or json`)
  return {
    prints: {
      text: textOf(raw['prints'], `${name}: prints`),
      masks: listOf(raw['masks'] ?? [], `${name}: masks`).map(String),
      shows,
      as,
      differs: listOf(raw['differs'] ?? [], `${name}: differs`).map((each) => readDifference(each, name)),
    },
  }
}

function readDifference(value: unknown, name: string): Difference {
  const raw = fieldsOf(value, name, ['seed', 'ours', 'because', 'may'])
  const [seed, ours] = [raw['seed'] ?? '', raw['ours'] ?? ''].map(String)
  if (seed === '' && ours === '') throw new Error(`${name}: a difference without lines`)
  return {
    seed: seed!.trimEnd(),
    ours: ours!.trimEnd(),
    because: textOf(raw['because'], `${name}: because`),
    may: raw['may'] === true,
  }
}

type Fields = Readonly<Record<string, unknown>>

function fieldsOf(value: unknown, name: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${name}: expected fields`)
  const unknown = Object.keys(value).filter((field) => !known.includes(field))
  if (unknown.length > 0) throw new Error(`${name}: nobody knows ${unknown.join(', ')}`)
  return value as Fields
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${name}: expected a list`)
  return value
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new Error(`${name}: expected text`)
  return value
}

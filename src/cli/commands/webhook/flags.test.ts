import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Command, CommanderError } from 'commander'
import { parse } from 'yaml'
import { flags, readerOf, type FlagValue, type GivenFlags } from '../../../kubernetes/webhook/index.ts'
import { addFlags, givenFlags } from './flag-options.ts'

interface UpstreamFlag {
  readonly name: string
  readonly kind: 'text' | 'integer' | 'boolean' | 'duration'
  readonly default: FlagValue
  readonly typed?: string
  readonly means?: FlagValue
}

interface Typed {
  readonly name: string
  readonly typed: readonly string[]
  readonly given?: Readonly<Record<string, FlagValue>>
  readonly refused?: string
}

const casesOf = <Case>(file: string): readonly Case[] =>
  parse(readFileSync(new URL(`cases/${file}.yaml`, import.meta.url), 'utf8')) as readonly Case[]

function read(words: readonly string[]): GivenFlags {
  const command = addFlags(new Command('serve'), flags)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
  command.parse(words, { from: 'user' })
  return givenFlags(command)
}

function refusalOf(words: readonly string[]): string {
  try {
    read(words)
  } catch (error) {
    if (error instanceof CommanderError) return error.message
    throw error
  }
  return 'taken'
}

const wrong = { integer: 'x', boolean: 'maybe', duration: '5' }

for (const { name, kind, default: byDefault, typed, means } of casesOf<UpstreamFlag>('upstream-flags'))
  test(`flag of upstream: --${name}`, () => {
    const none = readerOf(read([]))
    assert.equal(none.isGiven(name), false)
    if (typeof byDefault === 'boolean') assert.equal(none.isOn(name), byDefault)
    else assert.equal(typeof byDefault === 'number' ? none.number(name) : none.text(name), byDefault)
    const spellings: readonly (readonly [words: readonly string[], value: FlagValue])[] =
      kind === 'boolean'
        ? [
            [[`--${name}`], true],
            [[`--${name}=true`], true],
            [[`--${name}=false`], false],
            [[`--${name}=0`], false],
          ]
        : [
            [[`--${name}=${typed}`], means!],
            [[`--${name}`, typed!], means!],
          ]
    for (const [words, value] of spellings)
      assert.deepEqual([...read(words)], [[name, value]], words.join(' '))
    if (kind !== 'text') assert.match(refusalOf([`--${name}=${wrong[kind]}`]), /is invalid\. expected/)
    if (kind !== 'boolean') assert.match(refusalOf([`--${name}`]), /argument missing/)
    if (name !== 'v') assert.match(refusalOf([`-${name}=x`]), /unknown option|is invalid/)
  })

test("no flag of upstream is forgotten, and each that is not upstream's is ours", () => {
  const upstream = new Set(casesOf<UpstreamFlag>('upstream-flags').map(({ name }) => name))
  assert.equal(upstream.size, 44)
  const others = flags.filter(({ name }) => !upstream.has(name)).map(({ group }) => group)
  assert.ok(others.every((group) => group === 'ours' || group === 'ours-server' || group === 'certificate'))
})

for (const { name, typed, given, refused } of casesOf<Typed>('typed'))
  test(`typed: ${name}`, () => {
    if (refused !== undefined) {
      const refusal = refusalOf(typed)
      return assert.ok(refusal.includes(refused), refusal)
    }
    assert.deepEqual(Object.fromEntries(read(typed)), given)
  })

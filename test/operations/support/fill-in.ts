/** Puts what is known only at run time into a case's values: `${name}`, and `$times` or `$noise` for what is long. */
import { createHash, createHmac } from 'node:crypto'

export type Facts = ReadonlyMap<string, unknown>

/** `{"$times": 3, "text": "x"}` is `xxx`, `{"$times": 3, "each": {"Key": "k${n}"}}` a list of three. */
interface Times {
  readonly $times: number
  readonly text?: string
  readonly each?: unknown
}

/** `{"$noise": 200}` is a text of so many characters that nothing packs; each item of a `$times`, and each `of`, has another. */
interface Noise {
  readonly $noise: number
  readonly of?: string
}

/** All of it at one time, so that codes follow each other. */
export const fillIn = (value: unknown, facts: Facts): unknown =>
  fill(value, new Map([...facts, ['clock', Date.now()]]))

function fill(value: unknown, facts: Facts): unknown {
  if (typeof value === 'string') return fillText(value, facts)
  if (Array.isArray(value)) return value.map((each) => fill(each, facts))
  if (typeof value !== 'object' || value === null) return value
  if ('$times' in value) return many(value as Times, facts)
  if ('$noise' in value) return noise(value as Noise, facts)
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [String(fillText(key, facts)), fill(each, facts)]),
  )
}

function many({ $times: times, text, each }: Times, facts: Facts): unknown {
  if (text !== undefined) return String(fillText(text, facts)).repeat(times)
  return Array.from({ length: times }, (_, index) => fill(each, new Map([...facts, ['n', index + 1]])))
}

function noise({ $noise: length, of = '' }: Noise, facts: Facts): string {
  const parts = Array.from({ length: Math.ceil(length / 43) }, (_, index) =>
    createHash('sha256')
      .update(`${index} ${of} ${String(facts.get('n'))}`)
      .digest('base64url'),
  )
  return parts.join('').slice(0, length)
}

const name = /\$\{([A-Za-z][\w ]*)\}/g

/** A text that is a name alone becomes the fact itself, which may be a number. Variables of policies have a colon. */
function fillText(text: string, facts: Facts): unknown {
  const [whole, only] = /^\$\{([A-Za-z][\w ]*)\}$/.exec(text) ?? []
  if (whole !== undefined) return factOf(only!, facts)
  return text.replaceAll(name, (_, each: string) => String(factOf(each, facts)))
}

function factOf(wanted: string, facts: Facts): unknown {
  if (facts.has(wanted)) return facts.get(wanted)
  const [, seed, next, steps = next === undefined ? 0 : 1] =
    /^(\w+)( next)? code(?: (\d+))?$/.exec(wanted) ?? []
  if (seed !== undefined && facts.has(seed))
    return codeOf(String(facts.get(seed)), Math.floor(Number(facts.get('clock')) / 30_000) + Number(steps))
  throw new Error(`nothing is known by the name \`${wanted}\``)
}

/** RFC 6238, of a seed in base32. */
function codeOf(seed: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', fromBase32(seed)).update(counter).digest()
  return String((mac.readUInt32BE(mac.at(-1)! & 15) & 0x7f_ff_ff_ff) % 1_000_000).padStart(6, '0')
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('')
  return Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)))
}

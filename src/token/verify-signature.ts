/** Checks a token's signature against an issuer's published keys; the token's own header chooses nothing but one of them. */
import { verify } from 'node:crypto'
import { type Algorithm, algorithms, isAlgorithm } from './algorithms.ts'
import type { KeySet, VerificationKey } from './key-set.ts'
import type { Token } from './parse-token.ts'
import { quote, runSteps, type Step, type TokenProblem, type Verification } from './problems.ts'

export const verifySignature = (token: Token, keys: KeySet): Verification =>
  runSteps(signatureSteps, { token, keys })

/** The key id that the token's header names, for whoever has to look for newer keys. */
export const keyIdOf = (token: Token): string | undefined =>
  typeof token.header.kid === 'string' ? token.header.kid : undefined

interface Input {
  readonly token: Token
  readonly keys: KeySet
}

const signatureSteps: readonly Step<Input>[] = [
  ['critical header', checkCritical],
  ['algorithm', checkAlgorithm],
  ['key', checkKey],
  ['signature', checkSignature],
]

/** RFC 7515 section 4.1.11: who does not understand an extension that is named critical must refuse; we understand none. */
function checkCritical({ token: { header } }: Input): string | TokenProblem {
  if (header.b64 !== undefined || header.crit !== undefined)
    return { code: 'critical-header', message: 'token header asks for an extension that is not understood' }
  return 'header asks for no extension'
}

function checkAlgorithm({ token: { header } }: Input): string | TokenProblem {
  if (isAlgorithm(header.alg)) return `alg is ${header.alg}`
  const known = Object.keys(algorithms).join(', ')
  return {
    code: 'unsupported-algorithm',
    message: `token algorithm ${quote(header.alg)} is not one of ${known}`,
  }
}

function checkKey({ token, keys }: Input): string | TokenProblem {
  const { kid, alg } = token.header
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > 1024))
    return { code: 'malformed-header', message: 'token key id is not a string of at most 1024 characters' }

  const named = keysNamed(kid, keys)
  if (named.length === 0)
    return {
      code: 'unknown-key',
      message:
        kid === undefined
          ? 'no key is published that can be used'
          : `no published key has the key id ${quote(kid)}`,
    }
  const fitting = named.filter((key) => key.algorithms.includes(alg as Algorithm))
  if (fitting.length === 0)
    return {
      code: 'unfit-key',
      message: `no published key ${quote(kid ?? 'without id')} may be used with ${quote(alg)}`,
    }
  if (fitting.some((key) => key.thumbprint !== fitting[0]!.thumbprint))
    return {
      code: 'ambiguous-key',
      message:
        kid === undefined
          ? `token names no key id, and several published keys may be used with ${String(alg)}`
          : `several published keys answer to the key id ${quote(kid)}`,
    }
  return `kid ${quote(fitting[0]!.kid ?? 'without id')} is published for ${String(alg)}`
}

function checkSignature({ token, keys }: Input): string | TokenProblem {
  const { kid, alg } = token.header as { kid?: string; alg: Algorithm }
  const key = keysNamed(kid, keys).find((each) => each.algorithms.includes(alg))!
  if (isSignedBy(token, alg, key)) return 'signature is made by that key'
  return { code: 'wrong-signature', message: 'token signature is not made by the published key' }
}

const keysNamed = (kid: string | undefined, { keys }: KeySet): readonly VerificationKey[] =>
  kid === undefined ? keys : keys.filter((key) => key.kid === kid)

function isSignedBy({ signingInput, signature }: Token, alg: Algorithm, key: VerificationKey): boolean {
  // For EC this also refuses the DER form, which is another spelling of a signature (RFC 7518 section 3.4).
  if (signature.length !== key.signatureBytes) return false
  const data = Buffer.from(signingInput, 'ascii')
  return verify(algorithms[alg].hash, data, { key: key.key, dsaEncoding: 'ieee-p1363' }, signature)
}

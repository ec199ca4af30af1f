/** Makes what a step asks for: keys, authorities, serving certificates. */
import { X509Certificate } from 'node:crypto'
import { makeRoot, makeServerCertificate, newKey, type Root } from '../../../kit/index.ts'
import type { KeptState } from './kept-state.ts'
import type { Periods, Step } from './plan-step.ts'
import type { ServingPair } from './source.ts'

export interface MakingFacts {
  readonly now: number
  readonly periods: Periods
  readonly names: readonly string[]
}

export async function takeStep(
  step: Step,
  state: KeptState | undefined,
  facts: MakingFacts,
): Promise<KeptState> {
  if (step === 'found' || state === undefined) {
    const authority = await makeAuthority(facts)
    return { authority, serving: await makeServing(authority, facts) }
  }
  const { authority, next, previous: _previous, replacedAt: _replacedAt, ...rest } = state
  switch (step) {
    case 'prepare-authority':
      return { ...state, next: await makeAuthority(facts), nextPublishedAt: undefined }
    case 'note-publication':
      return { ...state, nextPublishedAt: facts.now }
    case 'promote-authority':
      return {
        authority: next ?? authority,
        serving: await makeServing(next ?? authority, facts),
        previous: authority.certificate,
        replacedAt: facts.now,
      }
    case 'retire-authority':
      return { authority, ...(next !== undefined && { next }), ...rest }
    case 'renew-serving':
      return { ...state, serving: await makeServing(authority, facts) }
  }
}

async function makeAuthority({ now, periods }: MakingFacts): Promise<Root> {
  const key = newKey()
  // Authorities that follow one another are told apart by name where somebody looks at them.
  const commonName = `Podpass webhook CA ${new Date(now).toISOString().slice(0, 10)}`
  return { key, certificate: await makeRoot({ key, commonName, now, lifetime: periods.authority.life }) }
}

/** None outlives what signed it. */
async function makeServing(authority: Root, { now, periods, names }: MakingFacts): Promise<ServingPair> {
  const left = new X509Certificate(authority.certificate).validToDate.getTime() - now
  const { cert, key } = await makeServerCertificate(
    authority,
    { names },
    now,
    Math.min(periods.serving.life, left),
  )
  return { cert, key }
}

/** Puts a simulated call into words. */
import { paint } from '../../print.ts'
import {
  tellAuthorization,
  tellSteps,
  type ToldAuthorization,
  type ToldStep,
} from '../why/tell-authorization.ts'

export interface ToldSimulation {
  readonly outcome: 'allowed' | 'denied'
  readonly principal: string
  readonly steps: readonly ToldStep[]
  readonly authorizations: readonly ToldAuthorization[]
  readonly notes: readonly string[]
}

export const tellSimulation = ({
  outcome,
  principal,
  steps,
  authorizations,
  notes,
}: ToldSimulation): string =>
  [
    `simulate: ${paint('bold', `would be ${outcome}`)}`,
    `  caller  ${principal}`,
    ...notes.map((note) => `  note    ${note}`),
    ...(steps.length === 0 ? [] : ['', ...tellSteps(steps)]),
    ...authorizations.flatMap(tellAuthorization),
  ].join('\n')

/** The way of a call, step by step. */
import type { Passage } from './passage.ts'
import { authenticate } from './steps/authenticate.ts'
import { authorize } from './steps/authorize.ts'
import { decode } from './steps/decode.ts'
import { encode } from './steps/encode.ts'
import { findHandler } from './steps/find-handler.ts'
import { identifyOperation } from './steps/identify-operation.ts'
import { invoke } from './steps/invoke.ts'
import { record } from './steps/record.ts'
import { validate } from './steps/validate.ts'

export interface Step {
  readonly name: string
  /** Answers in words for the decision record; refuses by throwing. */
  readonly run: (passage: Passage) => string | Promise<string>
  /** Is gone also when an earlier step refused. */
  readonly always?: true
}

export const steps: readonly Step[] = [
  { name: 'identify operation', run: identifyOperation },
  { name: 'authenticate', run: authenticate },
  { name: 'find handler', run: findHandler },
  { name: 'decode', run: decode },
  { name: 'validate', run: validate },
  { name: 'authorize', run: authorize },
  { name: 'invoke', run: invoke },
  { name: 'encode', run: encode, always: true },
  // Last, because the trail tells how long the answer is.
  { name: 'record', run: record, always: true },
]

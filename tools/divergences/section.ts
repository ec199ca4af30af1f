/** A section of the page of divergences, as its file in docs/divergences has it. */

export interface Row {
  readonly what: string
  readonly aws?: string
  readonly podpass?: string
  readonly why?: string
  /** Operations that the row says are not served; `*` stands for any letters. */
  readonly notServed?: readonly string[]
}

export interface Section {
  readonly title: string
  readonly intro?: string
  readonly rows: readonly Row[]
}

export const cellsOf = ({ what, aws = '', podpass = '', why = '' }: Row): readonly string[] => [
  what,
  aws,
  podpass,
  why,
]

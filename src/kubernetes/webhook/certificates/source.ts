/** Where the serving certificate comes from, as the server sees it. */

/** As PEM, the leaf first. */
export interface ServingPair {
  readonly cert: string
  readonly key: string
}

export interface CertificateSource {
  /** Undefined while there is none. */
  readonly current: () => ServingPair | undefined
  /** The authorities that API servers are to trust, as PEM; undefined where nobody here knows them. */
  readonly bundle: () => string | undefined
  /** Why there is none yet, in words. */
  readonly notReadyBecause: () => readonly string[]
}

export interface SourceNeeds {
  readonly signal: AbortSignal
  readonly now: () => number
  /** Called with each certificate that is to be served from now on. */
  readonly onChange: (pair: ServingPair) => void
  readonly onProblem: (message: string) => void
}

/** The names by which API servers call a Service; they ask for the third. */
export const namesOfService = (service: string, namespace: string): readonly string[] => [
  service,
  `${service}.${namespace}`,
  `${service}.${namespace}.svc`,
  `${service}.${namespace}.svc.cluster.local`,
]

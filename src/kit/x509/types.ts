/** Certificates and their keys, as those who use them see them. */

/** A key with its certificate; `cert` holds the leaf and the root, so that who reads the last one sent finds the root. */
export interface IssuedCertificate {
  /** PKCS #8 PEM. */
  readonly key: string
  /** PEM, the leaf first. */
  readonly cert: string
  /** Milliseconds since the epoch. */
  readonly notAfter: number
}

export interface ServerNames {
  readonly names: readonly string[]
  readonly ips?: readonly string[]
}

/** A holder of a client certificate as Kubernetes reads it: the common name is the user, the organizations are its groups. */
export interface ClientName {
  readonly commonName: string
  readonly organizations?: readonly string[]
}

const day = 86_400_000

/** Milliseconds. */
export const lifetimes = {
  root: 3650 * day,
  leaf: 90 * day,
  /** A certificate with less than this left is made anew. */
  renewal: 30 * day,
  /** Clocks of clients may be behind ours. */
  backdating: 3_600_000,
}

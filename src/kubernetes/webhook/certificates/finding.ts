/** What the watch over certificates has found or done, for log, metric and event. */
export interface Finding {
  readonly kind:
    /** API servers do not trust what is served. */
    | 'ca-bundle-mismatch'
    | 'ca-bundle-written'
    /** A call through the Service, as API servers make it, failed. */
    | 'service-unreachable'
  readonly message: string
}

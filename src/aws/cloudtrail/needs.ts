/** What CloudTrail asks of others; the wiring hands it over. */

export interface CloudTrailNeeds {
  /** Keeps an event outside the store, as one line of JSON; called for each of them, in order. */
  readonly append: (line: string) => void
  /** Events of an earlier run, oldest first; asked for at the first look-up, so that a start does not wait. */
  readonly earlier?: () => Promise<readonly TrailEvent[]>
  /** Told when the events of an earlier run cannot be read; look-ups go on without them. */
  readonly onFault: (fault: unknown) => void
  /** So many of the latest events are held in memory; 10,000 when absent. */
  readonly limit?: number
}

/** An event record as the gateway writes it; only what look-ups read is named. */
export type TrailEvent = Readonly<Record<string, unknown>> & {
  readonly eventID: string
  /** Such as `2024-03-30T00:29:59Z`. */
  readonly eventTime: string
  readonly eventName: string
  readonly eventSource: string
}

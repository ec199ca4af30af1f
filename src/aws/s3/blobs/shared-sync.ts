/** Syncs that many wait for at once, each of which begins only after those who wait for it have come. */

/** Gives an act that runs `sync` for all who called since the one before it began. */
export function shareSync(sync: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined

  async function start(): Promise<void> {
    // Whether the one before failed is a matter of those who waited for it.
    await running?.catch(() => 'told to others')
    next = undefined
    running = sync()
    await running
  }
  return () => (next ??= start())
}

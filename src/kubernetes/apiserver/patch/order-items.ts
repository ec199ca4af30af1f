/** Orders a merged list as `$setElementOrder` wants it, with the items that only the server has where they stood. */

/** `wanted` and `server` are the identities of items, in their orders. */
export function orderItems(
  items: readonly unknown[],
  wanted: readonly unknown[],
  server: readonly unknown[],
  identify: (item: unknown) => unknown,
): readonly unknown[] {
  const place = (order: readonly unknown[], item: unknown): number => order.indexOf(identify(item))
  const named = items
    .filter((item) => place(wanted, item) !== -1)
    .toSorted((a, b) => place(wanted, a) - place(wanted, b))
  const others = items
    .filter((item) => place(wanted, item) === -1)
    .toSorted((a, b) => place(server, a) - place(server, b))
  const merged: unknown[] = []
  while (others.length > 0 && named.length > 0) {
    const [other, next] = [place(server, others[0]), place(server, named[0])]
    // What the server does not know yet comes first.
    merged.push(next !== -1 && other !== -1 && other < next ? others.shift() : named.shift())
  }
  return [...merged, ...others, ...named]
}

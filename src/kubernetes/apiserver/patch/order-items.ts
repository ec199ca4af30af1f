/** Orders a merged list as `$setElementOrder` wants it, with the items that only the server has where they stood. */

/** `wanted` and `server` are the identities of items, in their orders. */
export function orderItems(
  items: readonly unknown[],
  wanted: readonly unknown[],
  server: readonly unknown[],
  identify: (item: unknown) => unknown,
): readonly unknown[] {
  const inWanted = placesIn(wanted, identify)
  const inServer = placesIn(server, identify)
  const named = items.filter((item) => inWanted(item) !== -1).toSorted((a, b) => inWanted(a) - inWanted(b))
  const others = items.filter((item) => inWanted(item) === -1).toSorted((a, b) => inServer(a) - inServer(b))
  const merged: unknown[] = []
  let [ofOthers, ofNamed] = [0, 0]
  while (ofOthers < others.length && ofNamed < named.length) {
    const [other, next] = [inServer(others[ofOthers]), inServer(named[ofNamed])]
    // What the server does not know yet comes first.
    merged.push(next !== -1 && other !== -1 && other < next ? others[ofOthers++] : named[ofNamed++])
  }
  return [...merged, ...others.slice(ofOthers), ...named.slice(ofNamed)]
}

/** The place of an item in an order, -1 where it has none. */
function placesIn(
  order: readonly unknown[],
  identify: (item: unknown) => unknown,
): (item: unknown) => number {
  const places = new Map<unknown, number>()
  for (const [at, id] of order.entries()) if (!places.has(id)) places.set(id, at)
  return (item) => places.get(identify(item)) ?? -1
}

/** Times as Kubernetes writes them. */

/** RFC 3339 to the second. */
export const timestamp = (milliseconds: number): string =>
  `${new Date(milliseconds).toISOString().slice(0, 19)}Z`

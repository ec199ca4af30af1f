/** X-Amz-Target: the service's name and the operation's, with or without the namespace before them. */

export interface Target {
  readonly prefix: string
  readonly operation: string
}

export function readTarget(text: string): Target {
  const dot = text.lastIndexOf('.')
  return { prefix: text.slice(0, Math.max(dot, 0)), operation: text.slice(dot + 1) }
}

/** botocore writes the whole prefix of its service description, the SDKs that are made from Smithy models its last part. */
export const isPrefixOf = (targetPrefix: string | undefined, { prefix }: Target): boolean =>
  targetPrefix !== undefined &&
  (prefix === targetPrefix || prefix === targetPrefix.slice(targetPrefix.lastIndexOf('.') + 1))

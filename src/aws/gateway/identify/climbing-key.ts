/** Tells the object keys whose `..` lead above their bucket, which no S3 call may name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */

/** Counted from the left: at no place may more segments go up than went down before it. */
export function climbsAboveBucket(key: string): boolean {
  if (!key.includes('..')) return false
  let depth = 0
  for (const segment of key.split('/')) {
    if (segment === '..') depth--
    else if (segment !== '' && segment !== '.') depth++
    if (depth < 0) return true
  }
  return false
}

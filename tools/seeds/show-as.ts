/** Shows what stands on one line on several, so that it is compared part by part: tokens by their claims, JSON by its members. */

export function showAs(as: 'text' | 'jwt' | 'json', text: string): string {
  if (as === 'text') return text
  return text
    .split(/\r?\n/)
    .map(as === 'jwt' ? showToken : showJson)
    .join('\n')
}

const showJson = (line: string): string => {
  try {
    return /^\s*[[{]/.test(line) ? pretty(line) : line
  } catch {
    return line
  }
}

/** A signature says nothing that could be compared but its length. */
function showToken(line: string): string {
  const [header, claims, signature, ...more] = line.trim().split('.').map(decode)
  if (header === undefined || claims === undefined || signature === undefined || more.length > 0) return line
  try {
    return [
      pretty(header.toString()),
      pretty(claims.toString()),
      `signature of ${signature.length} bytes`,
    ].join('\n')
  } catch {
    return line
  }
}

const pretty = (json: string): string => JSON.stringify(JSON.parse(json), undefined, 2)

const decode = (part: string): Buffer => Buffer.from(part, 'base64url')

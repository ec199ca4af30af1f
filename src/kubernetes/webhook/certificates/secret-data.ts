/** A Secret's data as texts. */
import type { JsonObject } from '../../api/index.ts'
import { objectOf } from '../../api/index.ts'

export type SecretData = Readonly<Record<string, string>>

/** Path and selector of one Secret, for who may see this one alone. */
export const secretsOf = (namespace: string, name: string) => ({
  path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets`,
  query: { fieldSelector: `metadata.name=${name}` },
})

export const decodeSecret = (secret: JsonObject): SecretData =>
  Object.fromEntries(
    Object.entries(objectOf(secret['data'])).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, Buffer.from(value, 'base64').toString('utf8')]] : [],
    ),
  )

/** A null takes its key away (RFC 7396). */
export const encodeSecret = (
  data: Readonly<Record<string, string | null>>,
): Readonly<Record<string, string | null>> =>
  Object.fromEntries(
    Object.entries(data).map(([name, text]) => [
      name,
      text === null ? null : Buffer.from(text).toString('base64'),
    ]),
  )

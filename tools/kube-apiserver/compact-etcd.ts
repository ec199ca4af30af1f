/** Makes etcd forget its history, as an API server lets it every five minutes: what is asked from an earlier version has expired. */

/** `address` is where etcd's clients reach it; it speaks JSON beside gRPC there. */
export async function compactEtcd(address: string): Promise<void> {
  const call = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(`${address}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) })
    const text = await response.text()
    if (!response.ok) throw new Error(`etcd: ${path}: ${response.status} ${text}`)
    return JSON.parse(text) as unknown
  }
  const { header } = (await call('range', { key: Buffer.from('/').toString('base64'), limit: 1 })) as {
    readonly header: { readonly revision: string }
  }
  await call('compaction', { revision: header.revision, physical: true })
}

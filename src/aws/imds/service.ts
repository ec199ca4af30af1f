/** Answers the calls of the metadata protocol, versions 1 and 2: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html */
import type { Clock, Random } from '../../kit/index.ts'
import { createCredentialDocuments, pretty, type AskForCredentials } from './credentials.ts'
import { identityDocument, signDocument } from './identity-document.ts'
import { createMetadataTokens, longestLife, shortestLife } from './tokens.ts'
import { findIn, metadataTree, type InstanceFacts, type Leaf } from './tree.ts'

export interface ImdsNeeds {
  readonly facts: InstanceFacts
  readonly now: Clock
  readonly random: Random
  /** PEM of an RSA key. */
  readonly identityKey: string
  readonly credentials: AskForCredentials
  /** `required` refuses version 1, as new instances do. */
  readonly tokens: 'required' | 'optional'
  /** How many hosts an answer with a token may pass; a pod with a network of its own is one further than the node. */
  readonly hopLimit: number
}

export interface ImdsQuestion {
  readonly method: string
  readonly target: string
  readonly headers: Readonly<Record<string, readonly string[]>>
  /** Hosts on the way to who asks: 1 for the node itself, 2 for a pod behind it. */
  readonly hops: number
}

export interface ImdsAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Imds {
  /** Undefined where the answer would not arrive: whoever asks waits in vain, as on AWS. */
  readonly answer: (question: ImdsQuestion) => Promise<ImdsAnswer | undefined>
  /** Has the role's credentials at hand before anybody asks: clients wait for no more than a second. */
  prepare(): Promise<void>
}

const tokenPath = '/latest/api/token'
const tokenHeader = 'x-aws-ec2-metadata-token'
const ttlHeader = `${tokenHeader}-ttl-seconds`

/** The dates under which the same is served. */
const versions = [
  '1.0',
  '2007-01-19',
  '2008-02-01',
  '2009-04-04',
  '2011-01-01',
  '2016-09-02',
  '2018-09-24',
  '2021-03-23',
  '2024-04-11',
  'latest',
]

export function createImds(needs: ImdsNeeds): Imds {
  const { facts, now } = needs
  const tokens = createMetadataTokens(needs.random)
  const documents = createCredentialDocuments(needs.credentials)
  const tree = metadataTree(facts)
  const identity = identityDocument(facts)
  const signature = signDocument(identity, needs.identityKey)

  const issueToken = ({ headers, hops }: ImdsQuestion): ImdsAnswer | undefined => {
    // Whoever stands behind an open proxy is not the instance.
    if (headers['x-forwarded-for'] !== undefined) return refuse(403)
    const [said = ''] = headers[ttlHeader] ?? []
    if (!/^\d{1,6}$/.test(said)) return refuse(400)
    const ttl = Number(said)
    if (ttl < shortestLife || ttl > longestLife) return refuse(400)
    if (hops > needs.hopLimit) return undefined
    return {
      status: 200,
      headers: { ...plain, 'x-aws-ec2-metadata-token-ttl-seconds': String(ttl) },
      body: tokens.issue(ttl, now()),
    }
  }

  const read = async (leaf: Leaf, version: '1.0' | '2.0'): Promise<string> => {
    if (typeof leaf === 'string') return leaf
    if (leaf.of === 'document') return identity
    if (leaf.of === 'signature') return signature
    if (leaf.of === 'credentials') return documents.document(version, now())
    return pretty({
      Code: 'Success',
      LastUpdated: `${new Date(now()).toISOString().slice(0, 19)}Z`,
      InstanceProfileArn: facts.role?.profileArn ?? '',
      InstanceProfileId: facts.role?.profileId ?? '',
    })
  }

  return {
    prepare: async () => void (await documents.document('2.0', now())),
    answer: async (question) => {
      const { method, headers } = question
      const path = question.target.replace(/[?#].*$/, '').replaceAll(/\/+/g, '/')
      if (method === 'PUT')
        return path === tokenPath ? issueToken(question) : refuse(path.startsWith('/latest/api') ? 404 : 405)
      if (method !== 'GET' && method !== 'HEAD') return refuse(405)
      if (path === tokenPath) return refuse(405)
      const presented = headers[tokenHeader]
      if (
        presented === undefined
          ? needs.tokens === 'required'
          : !(presented.length === 1 && tokens.isValid(presented[0]!, now()))
      )
        return refuse(401)
      if (path === '/') return text(versions.join('\n'))
      const [, version = '', rest = ''] = /^\/([^/]+)(\/.*)?$/.exec(path) ?? []
      if (!versions.includes(version)) return refuse(404)
      const found = findIn(tree, rest)
      if (found === undefined) return refuse(404)
      return text(
        found.kind === 'list' ? found.text : await read(found.leaf, presented === undefined ? '1.0' : '2.0'),
      )
    },
  }
}

const plain = { 'content-type': 'text/plain', server: 'EC2ws' }

const text = (body: string): ImdsAnswer => ({
  status: 200,
  headers: { ...plain, 'accept-ranges': 'none' },
  body,
})

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
}

function refuse(status: number): ImdsAnswer {
  const title = `${status} - ${titles[status] ?? ''}`
  return {
    status,
    headers: {
      'content-type': 'text/html',
      server: 'EC2ws',
      ...(status === 405 && { allow: 'OPTIONS, GET, HEAD' }),
    },
    body: `<?xml version="1.0" encoding="iso-8859-1"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
         "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
 <head>
  <title>${title}</title>
 </head>
 <body>
  <h1>${title}</h1>
 </body>
</html>
`,
  }
}

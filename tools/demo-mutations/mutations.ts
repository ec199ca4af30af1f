/** Each check of the chain that the demo shows, and how to take it out. The code is run, not type-checked. */

export interface Mutation {
  /** The check that is taken out. */
  readonly name: string
  readonly file: string
  /** Must occur in the file exactly once. */
  readonly find: string
  readonly replace: string
}

export const mutations: readonly Mutation[] = [
  {
    name: 'request-signature',
    file: 'src/aws/gateway/authenticate/common.ts',
    find: 'if (!sameSignature(',
    replace: 'if (false && !sameSignature(',
  },
  {
    name: 'request-signature-s3',
    file: 'src/aws/gateway/authenticate/s3.ts',
    find: 'if (!sameSignature(',
    replace: 'if (false && !sameSignature(',
  },
  {
    name: 'session-token-authentic',
    file: 'src/aws/sts/session/session-token.ts',
    find: 'if (!isAuthentic(decipher))',
    replace: 'if (false)',
  },
  {
    name: 'session-token-binding',
    file: 'src/aws/sts/session/session-token.ts',
    find: 'Buffer.concat([header, utf8(accessKeyId)])',
    replace: 'header',
  },
  {
    name: 'session-principal-lives',
    file: 'src/server/cloud/callers.ts',
    find: 'const role = needs.iam.findRoleById(id)\n  const held = needs.iam.policiesOfRole(id)',
    replace:
      'const role = (globalThis.lastRole = needs.iam.findRoleById(id) ?? globalThis.lastRole)\n  const held = (globalThis.lastHeld = needs.iam.policiesOfRole(id) ?? globalThis.lastHeld)',
  },
  {
    name: 'token-signature',
    file: 'src/token/verify-signature.ts',
    find: 'if (isSignedBy(token, alg, key))',
    replace: 'if (true)',
  },
  {
    name: 'token-expiry',
    file: 'src/token/verify-claims.ts',
    find: 'if (now / 1000 < exp)',
    replace: 'if (true)',
  },
  {
    name: 'token-issuer',
    file: 'src/server/cloud/open-sessions.ts',
    find: 'iam.findProvider(account, issuer)',
    replace: '(globalThis.lastProvider = iam.findProvider(account, issuer) ?? globalThis.lastProvider)',
  },
  {
    name: 'token-audience',
    file: 'src/aws/sts/web-identity/check-role.ts',
    find: 'const audience = x.audiences.find((each) => x.provider.clientIds.includes(each))',
    replace: 'const audience = x.audiences[0]',
  },
  {
    name: 'trust-policy',
    file: 'src/aws/sts/web-identity/check-trust.ts',
    find: "const denied = decision.effect !== 'allow'",
    replace: 'const denied = false',
  },
  {
    name: 'trust-conditions',
    file: 'src/policy/conditions/condition.ts',
    find: 'for (const value of given) if (fits(value, context)) return !negated',
    replace: 'for (const _value of given) return !negated',
  },
  {
    name: 'permissions',
    file: 'src/aws/gateway/steps/authorize.ts',
    find: "if (decision.effect !== 'allow')",
    replace: 'if (false)',
  },
  {
    name: 'explicit-deny',
    file: 'src/policy/compose.ts',
    find: 'if (statements.length > 0) return',
    replace: 'if (false) return',
  },
  {
    name: 'webhook',
    file: 'src/kubernetes/webhook/mutate.ts',
    find: 'answer: { allowed: true, patch, warnings, audit }',
    replace: 'answer: { allowed: true, patch: [], warnings, audit }',
  },
  {
    name: 'no-admin-keys-in-pods',
    file: 'src/cli/commands/run/surroundings.ts',
    find: '...endpointVariables(installation)',
    replace:
      '...endpointVariables(installation), AWS_ACCESS_KEY_ID: installation.admin.accessKeyId, AWS_SECRET_ACCESS_KEY: installation.admin.secretAccessKey',
  },
  {
    name: 'trail',
    file: 'src/aws/gateway/steps/record.ts',
    find: 'needs.trail(event)',
    replace: 'void event',
  },
  {
    name: 'decision-records',
    file: 'src/aws/gateway/steps/record.ts',
    find: 'needs.decisions(',
    replace: 'void (',
  },
  {
    name: 'api-server-authentication',
    file: 'src/kubernetes/apiserver/user.ts',
    find: 'if (found === undefined) throw unauthorized()\n  return found.user',
    replace: "return found?.user ?? { username: 'kubernetes-admin', groups: ['system:masters'] }",
  },
]

/** What is known of a role, as it was asked for. */

export type RoleAnswer<Policy> =
  | { readonly kind: 'found'; readonly trustPolicy: Policy }
  /** The account has no such role. */
  | { readonly kind: 'missing' }
  /** It cannot be asked: the account is another one, or the webhook may not, or the policy cannot be read. */
  | { readonly kind: 'unknown'; readonly because: string }
  /** It could not be asked this time. */
  | { readonly kind: 'failed'; readonly because: string }

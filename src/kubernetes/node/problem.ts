/** What was found, or why there is nothing. */

export type Found<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: string }

export const problem = (text: string): { readonly ok: false; readonly problem: string } => ({
  ok: false,
  problem: text,
})

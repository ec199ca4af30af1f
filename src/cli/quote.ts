/** Quotes values so that a shell reads each as one word and none as code. */

/** As it is where every shell takes it so, else in single quotes. */
export const quoteForShell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : singleQuoted(word)

export const singleQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** Line breaks stand outside of the quotes, since fish splits what \`eval (...)\` gets at them. */
export const quotedForFish = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', "'\\n'")}'`

/** PowerShell takes typographic single quotes for the plain one. */
export const quotedForPowerShell = (text: string): string =>
  `'${text.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`

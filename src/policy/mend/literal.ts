/** Texts of a request as policies may hold them: what would be a wildcard or a variable there stands for itself. */

export const literalPattern = (text: string): string =>
  text === '*' ? text : text.replace(/[*?]|\$(?=\{)/g, (letter) => `\${${letter}}`)

export const literalValue = (text: string): string => text.replace(/\$(?=\{)/g, '${$}')

/** Which actions a statement speaks of. Action names are compared without case. */
import type { Pattern } from './glob.ts'
import { patternOf } from './glob.ts'
import { isKnown, parseTemplate } from './template.ts'

/** Actions know wildcards but no policy variables. */
export function actionPattern(source: string): Pattern {
  const tokens = parseTemplate(source.toLowerCase(), { wildcards: true, variables: false })
  return isKnown(tokens) ? patternOf(tokens) : { shape: 'exact', text: '' }
}

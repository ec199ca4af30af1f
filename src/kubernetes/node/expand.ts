/** References to variables, `$(NAME)`, in commands and values: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/ */

/** An unknown name stays as it is written; `$$` is a dollar sign and no reference. */
export const expand = (text: string, env: ReadonlyMap<string, string>): string =>
  text.replace(/\$(\$|\(([^)]*)\))/g, (reference, kind: string, name: string | undefined) =>
    kind === '$' ? '$' : (env.get(name ?? '') ?? reference),
  )

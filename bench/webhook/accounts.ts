/** The ServiceAccounts of the benchmark's cluster: fifty namespaces, and every tenth account has a role. */

export const rolesAmong = 10

export const placeOf = (index: number): { namespace: string; name: string } => ({
  namespace: `team-${index % 50}`,
  name: `${index % rolesAmong === 0 ? 'app' : 'plain'}-${index}`,
})

/** The number behind the name. */
export const indexOfName = (name: string): number => Number(/-(\d+)$/.exec(name)?.[1] ?? Number.NaN)

/** As Helm leaves them behind. */
export function accountAt(index: number): object {
  const { namespace, name } = placeOf(index)
  const applied = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }
  return {
    metadata: {
      name,
      namespace,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      resourceVersion: String(1000 + index),
      creationTimestamp: '2026-01-01T00:00:00Z',
      labels: { 'app.kubernetes.io/name': name, 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': `${JSON.stringify(applied)}\n`,
        ...(index % rolesAmong === 0 && {
          'eks.amazonaws.com/role-arn': `arn:aws:iam::111122223333:role/${name}`,
        }),
      },
      managedFields: [
        {
          manager: 'helm',
          operation: 'Update',
          apiVersion: 'v1',
          time: '2026-01-01T00:00:00Z',
          fieldsType: 'FieldsV1',
          fieldsV1: {
            'f:metadata': {
              'f:annotations': { '.': {}, 'f:kubectl.kubernetes.io/last-applied-configuration': {} },
              'f:labels': { '.': {}, 'f:app.kubernetes.io/managed-by': {}, 'f:app.kubernetes.io/name': {} },
            },
          },
        },
      ],
    },
  }
}

{{/* What the webhook may do, with names wherever RBAC can hold them. */}}
{{- define "webhook.clusterRules" -}}
- apiGroups: [""]
  resources: [serviceaccounts]
  verbs: [get, list, watch]
- apiGroups: [admissionregistration.k8s.io]
  resources: [mutatingwebhookconfigurations]
  resourceNames: [{{ .Values.name | quote }}]
  verbs: {{ if and (eq .Values.certificates.mode "self-managed") (eq .Values.webhook.url "") }}[get, list, watch, patch]{{ else }}[get, list, watch]{{ end }}
{{- if eq (toString (index .Values.flags "emit-events")) "true" }}
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
{{- end }}
{{- end }}

{{/* Creation has no name that RBAC could hold. */}}
{{- define "webhook.rules" -}}
{{- $mode := .Values.certificates.mode -}}
{{- if eq .Values.webhook.url "" }}
{{- if eq $mode "self-managed" }}
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [{{ include "webhook.secretName" . | quote }}]
  verbs: [get, list, watch, patch]
- apiGroups: [""]
  resources: [secrets]
  verbs: [create]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [{{ include "webhook.secretName" . | quote }}]
  verbs: [get, update]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
{{- else if ne $mode "files" }}
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [{{ include "webhook.secretName" . | quote }}]
  verbs: [get, list, watch]
{{- end }}
{{- end }}
{{- if .Values.roleMap.enabled }}
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [pod-identity-webhook]
  verbs: [get, list, watch]
{{- end }}
{{- end }}

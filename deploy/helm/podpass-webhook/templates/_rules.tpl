{{/* What the webhook may do, with names wherever RBAC can hold them. */}}
{{- define "webhook.clusterRules" -}}
{{- $flags := .Values.flags -}}
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
{{- $bundle := index $flags "aws-endpoint-ca-trust-bundle" }}
{{- if and (include "webhook.publishes" .) $bundle }}
- apiGroups: [certificates.k8s.io]
  resources: [clustertrustbundles]
  resourceNames: [{{ $bundle | quote }}]
  verbs: [get, list, watch, create, patch]
{{- else if include "webhook.publishes" . }}
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [{{ index $flags "aws-endpoint-ca-config-map" | default "podpass-ca.crt" | quote }}]
  verbs: [get, list, watch, create, patch]
{{- end }}
{{- if or (include "webhook.reports" .) (and (include "webhook.publishes" .) (not $bundle)) }}
- apiGroups: [""]
  resources: [namespaces]
  verbs: [get, list, watch]
{{- end }}
{{- if include "webhook.reports" . }}
- apiGroups: [""]
  resources: [pods, replicationcontrollers]
  verbs: [get, list]
- apiGroups: [apps]
  resources: [daemonsets, deployments, replicasets, statefulsets]
  verbs: [get]
- apiGroups: [batch]
  resources: [cronjobs, jobs]
  verbs: [get]
{{- end }}
{{- end }}

{{/* Whether it publishes a CA, and whether it counts pods; one replica does so, which takes a Lease. */}}
{{- define "webhook.publishes" -}}
{{ if index .Values.flags "aws-endpoint-ca-file" }}true{{ end }}
{{- end }}
{{- define "webhook.reports" -}}
{{ if regexMatch "[1-9]" (index .Values.flags "report-interval" | default "") }}true{{ end }}
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
{{- else if ne $mode "files" }}
- apiGroups: [""]
  resources: [secrets]
  resourceNames: [{{ include "webhook.secretName" . | quote }}]
  verbs: [get, list, watch]
{{- end }}
{{- end }}
{{- $leads := or (include "webhook.publishes" .) (include "webhook.reports" .) }}
{{- if $leads }}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [{{ printf "%s-leader" .Values.name | quote }}]
  verbs: [get, update]
{{- end }}
{{- if or $leads (and (eq .Values.webhook.url "") (eq $mode "self-managed")) }}
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
{{- end }}
{{- if .Values.roleMap.enabled }}
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [pod-identity-webhook]
  verbs: [get, list, watch]
{{- end }}
{{- end }}

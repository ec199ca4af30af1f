{{/* What both webhooks of the configuration share, and which pods each is for. */}}
{{- define "webhook.registration" -}}
clientConfig:
  {{- if .Values.webhook.url }}
  url: {{ .Values.webhook.url }}
  {{- else }}
  service:
    name: {{ .Values.name }}
    namespace: {{ .Release.Namespace }}
    path: /mutate
    port: {{ .Values.service.port }}
  {{- end }}
  {{- with .Values.webhook.caBundle }}
  caBundle: {{ b64enc . }}
  {{- end }}
rules:
  - operations: [CREATE]
    apiGroups: [""]
    apiVersions: [v1]
    resources: [pods]
    scope: Namespaced
admissionReviewVersions: [v1, v1beta1]
sideEffects: NoneOnDryRun
matchPolicy: Equivalent
reinvocationPolicy: {{ .Values.webhook.reinvocationPolicy }}
timeoutSeconds: {{ .Values.webhook.timeoutSeconds }}
{{- with .Values.webhook.matchConditions }}
matchConditions:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "webhook.namespaceSelector" -}}
{{- $root := .root -}}
{{- with $root.Values.webhook.namespaceSelector.matchLabels }}
matchLabels:
  {{- toYaml . | nindent 2 }}
{{- end }}
matchExpressions:
  - key: kubernetes.io/metadata.name
    operator: {{ .operator }}
    values:
      {{- append $root.Values.webhook.systemNamespaces $root.Release.Namespace | uniq | toYaml | nindent 6 }}
  {{- with $root.Values.webhook.namespaceSelector.matchExpressions }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

{{- define "webhook.objectSelector" -}}
{{- with .root.Values.webhook.objectSelector.matchLabels }}
matchLabels:
  {{- toYaml . | nindent 2 }}
{{- end }}
matchExpressions:
  - key: eks.amazonaws.com/skip-pod-identity-webhook
    operator: DoesNotExist
  {{- if .system }}
  - key: app.kubernetes.io/name
    operator: NotIn
    values: [podpass-webhook]
  {{- end }}
  {{- with .root.Values.webhook.objectSelector.matchExpressions }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}

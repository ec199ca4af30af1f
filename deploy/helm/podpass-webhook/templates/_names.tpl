{{/* Names and labels that several objects share. */}}
{{- define "webhook.selectorLabels" -}}
app.kubernetes.io/name: podpass-webhook
app.kubernetes.io/instance: {{ .Values.name | quote }}
{{- end }}

{{- define "webhook.labels" -}}
{{ include "webhook.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: podpass
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "webhook.image" -}}
{{- with .Values.image }}
{{- if .digest }}{{ .repository }}@{{ .digest }}
{{- else }}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end }}
{{- end }}
{{- end }}

{{- define "webhook.secretName" -}}
{{ .Values.certificates.secretName | default .Values.name }}
{{- end }}

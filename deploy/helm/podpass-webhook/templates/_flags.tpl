{{/* The webhook's command line: what the chart decides, then the flags as given. */}}
{{- define "webhook.args" -}}
{{- $mode := .Values.certificates.mode -}}
- {{ printf "--port=%d" (int .Values.ports.https) }}
- {{ printf "--metrics-port=%d" (int .Values.ports.metrics) }}
- {{ printf "--namespace=%s" .Release.Namespace }}
- {{ printf "--service-name=%s" .Values.name }}
- {{ printf "--webhook-configuration=%s" .Values.name }}
{{- if eq $mode "files" }}
- --certificate-source=files
- --tls-cert=/etc/webhook/certs/tls.crt
- --tls-key=/etc/webhook/certs/tls.key
{{- else }}
- --certificate-source={{ ternary "self-managed" "secret" (eq $mode "self-managed") }}
- --tls-secret={{ include "webhook.secretName" . }}
{{- end }}
- {{ printf "--shutdown-delay=%ds" (int .Values.shutdownDelaySeconds) }}
{{- if .Values.roleMap.enabled }}
- --watch-config-map=true
{{- end }}
{{- if .Values.podIdentities.enabled }}
- --watch-container-credentials-config=/etc/webhook/pod-identities/identities.json
{{- end }}
{{- range $name, $value := .Values.flags }}
- {{ printf "--%s=%s" $name (kindIs "string" $value | ternary $value (toJson $value)) | quote }}
{{- end }}
{{- end }}

{{/* What the schema cannot say: values that do not go together. */}}
{{- define "webhook.check" -}}
{{- $outside := ne .Values.webhook.url "" }}
{{- $mode := .Values.certificates.mode }}
{{- if and (not $outside) (eq .Values.image.repository "") }}
{{- fail "image.repository is missing: no image is published, so build one with deploy/Dockerfile and name it" }}
{{- end }}
{{- if and (not $outside) (has $mode (list "secret" "files")) (eq .Values.certificates.secretName "") }}
{{- fail (printf "certificates.secretName is missing: mode %s needs the name of a kubernetes.io/tls Secret" $mode) }}
{{- end }}
{{- if and (not $outside) (has $mode (list "self-managed" "cert-manager")) (ne .Values.webhook.caBundle "") }}
{{- fail (printf "webhook.caBundle does not go with certificates.mode %s, which keeps it itself" $mode) }}
{{- end }}
{{- end }}

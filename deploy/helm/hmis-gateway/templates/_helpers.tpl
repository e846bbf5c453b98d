{{- define "hmis-gateway.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "hmis-gateway.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains (include "hmis-gateway.name" .) .Release.Name }}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "hmis-gateway.name" .) | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "hmis-gateway.selectorLabels" -}}
app.kubernetes.io/name: {{ include "hmis-gateway.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "hmis-gateway.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{ include "hmis-gateway.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "hmis-gateway.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "hmis-gateway.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "hmis-gateway.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- define "hmis-gateway.scheme" -}}
{{- if .Values.tls.secretName }}https{{ else }}http{{ end }}
{{- end }}

{{/* The ports of the vendors' addresses, as a JSON list without duplicates. */}}
{{- define "hmis-gateway.vendorPorts" -}}
{{- $ports := list }}
{{- range .Values.vendors }}
{{- $url := urlParse .baseAddress }}
{{- $host := $url.host }}
{{- if regexMatch ":[0-9]+$" $host }}
{{- $ports = append $ports (regexFind "[0-9]+$" $host | int) }}
{{- else }}
{{- $ports = append $ports (ternary 80 443 (eq $url.scheme "http")) }}
{{- end }}
{{- end }}
{{- $ports | uniq | toJson }}
{{- end }}

{{/* What cannot work is refused here, with what to do about it. */}}
{{- define "hmis-gateway.validate" -}}
{{- if ne (int .Values.replicaCount) 1 }}
{{- fail (printf "replicaCount is %d: embedded storage is held by one process, and the promise that a choice takes effect at once is kept inside it. Set replicaCount=1." (int .Values.replicaCount)) }}
{{- end }}
{{- if not .Values.image.repository }}
{{- fail "image.repository is empty: build the image from the Dockerfile, push it to your registry and name it here." }}
{{- end }}
{{- if not .Values.vendors }}
{{- fail "vendors is empty: name the HMIS behind the gateway, e.g. --set vendors[0].name=hmis,vendors[0].profile=clarity-rest,vendors[0].baseAddress=https://hmis.example.org" }}
{{- end }}
{{- range $i, $vendor := .Values.vendors }}
{{- if not $vendor.baseAddress }}
{{- fail (printf "vendors[%d].baseAddress is empty: write the address of the HMIS, e.g. https://hmis.example.org" $i) }}
{{- end }}
{{- if and (regexMatch "^http://" $vendor.baseAddress) (not (regexMatch "^http://(localhost|127[.][0-9.]+)(:|/|$)" $vendor.baseAddress)) (not $vendor.allowInsecure) }}
{{- fail (printf "vendors[%d].baseAddress is plain http: client data would travel readable. Use https, or set vendors[%d].allowInsecure=true for a network that you trust." $i $i) }}
{{- end }}
{{- end }}
{{- if not .Values.keys.existingSecret }}
{{- fail "keys.existingSecret is empty: create a key ring once and keep it in a secret (README.md, \"The key ring\"). Without it the offline records cannot be read again." }}
{{- end }}
{{- if and .Values.tls.secretName .Values.tls.terminatedUpstream }}
{{- fail "tls.secretName and tls.terminatedUpstream exclude each other: say where TLS ends." }}
{{- end }}
{{- if not (or .Values.tls.secretName .Values.tls.terminatedUpstream) }}
{{- fail "tls: client data must not travel readable. Set tls.secretName to a kubernetes.io/tls secret, or tls.terminatedUpstream=true where an ingress or mesh terminates TLS." }}
{{- end }}
{{- if le (int .Values.terminationGracePeriodSeconds) (int .Values.preStopSleepSeconds) }}
{{- fail "terminationGracePeriodSeconds must be longer than preStopSleepSeconds, or the gateway is killed before it is told to stop." }}
{{- end }}
{{- end }}

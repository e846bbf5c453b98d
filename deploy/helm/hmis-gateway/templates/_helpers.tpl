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

{{/* Not empty when the data is on a PostgreSQL server. */}}
{{- define "hmis-gateway.onPostgres" -}}
{{- if eq .Values.storage.provider "Postgres" }}true{{ end }}
{{- end }}

{{/* What runs the pods, as kubectl names it. */}}
{{- define "hmis-gateway.workload" -}}
{{- printf "%s/%s" (ternary "deployment" "statefulset" (eq .Values.storage.provider "Postgres")) (include "hmis-gateway.fullname" .) }}
{{- end }}

{{/* How long the gateway may finish requests once it is told to stop; 10 s of the grace period are for closing the storage. */}}
{{- define "hmis-gateway.shutdownSeconds" -}}
{{- sub (int .Values.terminationGracePeriodSeconds) (add (int .Values.preStopSleepSeconds) 10) }}
{{- end }}

{{/* How long a choice may wait for forwards: a pod that is told to stop while it records one must have that time. */}}
{{- define "hmis-gateway.longestChoice" -}}
{{- add (int .Values.fence.drainTimeoutSeconds) (ternary (int .Values.fence.permitLifetimeSeconds) 0 (eq .Values.storage.provider "Postgres")) }}
{{- end }}

{{/* Seconds as the gateway reads a time span. */}}
{{- define "hmis-gateway.timeSpan" -}}
{{- printf "%02d:%02d:%02d" (div . 3600) (mod (div . 60) 60) (mod . 60) }}
{{- end }}

{{/* What only the other storage reads, with its defaults: set to anything else it would be ignored silently. */}}
{{- define "hmis-gateway.unread" -}}
{{- if include "hmis-gateway.onPostgres" . }}
persistence.existingClaim: ""
persistence.size: 10Gi
persistence.storageClassName: ""
persistence.accessModes: [ReadWriteOnce]
persistence.annotations: {}
{{- else }}
storage.postgres.existingSecret: ""
storage.postgres.connectionStringKey: connection-string
spool.sizeLimit: 8Gi
fence.permitLifetimeSeconds: 10
fence.marginSeconds: 3
networkPolicy.databaseTo: []
networkPolicy.databasePort: 5432
updateStrategy: RollingUpdate
podDisruptionBudget.maxUnavailable: 1
topologySpreadConstraints: []
{{- end }}
{{- end }}

{{/* What cannot work is refused here, with what to do about it. */}}
{{- define "hmis-gateway.validate" -}}
{{- if lt (int .Values.replicaCount) 1 }}
{{- fail "replicaCount is 0: nothing would answer the agency systems. Set replicaCount=1 or, with storage.provider=Postgres, more." }}
{{- end }}
{{- if and (gt (int .Values.replicaCount) 1) (not (include "hmis-gateway.onPostgres" .)) }}
{{- fail (printf "replicaCount is %d: embedded storage is held by one process, and the promise that a choice takes effect at once is kept inside it. Set replicaCount=1, or storage.provider=Postgres." (int .Values.replicaCount)) }}
{{- end }}
{{- range $path, $default := include "hmis-gateway.unread" . | fromYaml }}
{{- $value := $.Values }}
{{- range splitList "." $path }}
{{- $value = get (default dict $value) . }}
{{- end }}
{{- if not (has (toJson $value) (list (toJson $default) "\"\"")) }}
{{- fail (printf "%s is set, and storage.provider=%s has no use for it. Remove it, or set storage.provider=%s." $path $.Values.storage.provider (ternary "Sqlite" "Postgres" (eq $.Values.storage.provider "Postgres"))) }}
{{- end }}
{{- end }}
{{- if include "hmis-gateway.onPostgres" . }}
{{- if not .Values.storage.postgres.existingSecret }}
{{- fail "storage.postgres.existingSecret is empty: keep the connection string in a secret (README.md, \"Several replicas\") and name it here." }}
{{- end }}
{{- if eq .Values.storage.postgres.existingSecret .Values.keys.existingSecret }}
{{- fail "storage.postgres.existingSecret and keys.existingSecret are one secret: whoever has the database and the keys can read everything. Keep them in two." }}
{{- end }}
{{- if and (gt (int .Values.replicaCount) 1) (ge (int .Values.podDisruptionBudget.maxUnavailable) (int .Values.replicaCount)) }}
{{- fail (printf "podDisruptionBudget.maxUnavailable is %d of %d replicas: a drain of nodes could take all away at once. Set it lower than replicaCount." (int .Values.podDisruptionBudget.maxUnavailable) (int .Values.replicaCount)) }}
{{- end }}
{{- if ge (mul 2 (int .Values.fence.marginSeconds)) (int .Values.fence.permitLifetimeSeconds) }}
{{- fail (printf "fence.marginSeconds is %d: a replica that stops sending so early has no time to renew a permit of %d s. Set it to less than half of fence.permitLifetimeSeconds." (int .Values.fence.marginSeconds) (int .Values.fence.permitLifetimeSeconds)) }}
{{- end }}
{{- end }}
{{- range $i, $variable := .Values.extraEnv }}
{{- if regexMatch "(?i)^(Storage__(Provider|DataDirectory|ConnectionString|ConnectionStringFile)|Fence__.*|shutdownTimeoutSeconds)$" $variable.name }}
{{- fail (printf "extraEnv[%d] is %s, which the chart sets itself. Remove it, and use storage, fence or terminationGracePeriodSeconds." $i $variable.name) }}
{{- end }}
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
{{- $needed := add (int .Values.preStopSleepSeconds) (include "hmis-gateway.longestChoice" . | int) 10 }}
{{- if lt (int64 .Values.terminationGracePeriodSeconds) $needed }}
{{- fail (printf "terminationGracePeriodSeconds is %d: a pod that is told to stop while it records a choice may need %d s (preStopSleepSeconds, what a choice may wait by fence, and 10 s to close). Set it to %d at least." (int .Values.terminationGracePeriodSeconds) $needed $needed) }}
{{- end }}
{{- end }}

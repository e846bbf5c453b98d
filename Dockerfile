# syntax=docker/dockerfile:1
# Both images can be replaced, e.g. by a mirror. The base must bring ICU and tzdata: dates are days in a named time zone, and
# names are compared in Unicode normal form. The plain chiseled image has neither, hence -extra.
ARG SDK=mcr.microsoft.com/dotnet/sdk:10.0-noble
ARG BASE=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra

FROM --platform=$BUILDPLATFORM ${SDK} AS build
ARG TARGETARCH
WORKDIR /source
ENV DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

# global.json stays out: the SDK is the one of the image.
COPY Directory.Build.props Directory.Packages.props ./
COPY eng/BannedSymbols.txt eng/
COPY src/Gateway.Policy/Gateway.Policy.csproj src/Gateway.Policy/packages.lock.json src/Gateway.Policy/
COPY src/Gateway/Gateway.csproj src/Gateway/packages.lock.json src/Gateway/
RUN dotnet restore src/Gateway/Gateway.csproj --arch $TARGETARCH --locked-mode

COPY .editorconfig ./
COPY src/ src/
RUN dotnet publish src/Gateway/Gateway.csproj --configuration Release --arch $TARGETARCH --no-restore --no-self-contained --output /app \
    && mkdir /data

FROM ${BASE} AS final
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="hmis-gateway" \
      org.opencontainers.image.description="Reverse proxy that keeps the data of No Sharing clients out of HMIS." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

COPY --from=build /app /app
# The final image has no shell to make a folder with.
COPY --from=build --chown=$APP_UID:$APP_UID /data /data

# Agency traffic from outside the container, health and management from inside only (Gateway__Management stays on loopback).
# The gateway refuses to start on an address beyond loopback without TLS: give it a certificate, or say
# Gateway__TlsTerminatedUpstream=true where something in front of it terminates TLS.
ENV ASPNETCORE_HTTP_PORTS="" \
    DOTNET_EnableDiagnostics=0 \
    Gateway__Listen=http://0.0.0.0:8080 \
    Storage__DataDirectory=/data

WORKDIR /app
USER $APP_UID
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["/app/hmis-gateway", "healthcheck"]
ENTRYPOINT ["/app/hmis-gateway"]
CMD ["serve"]

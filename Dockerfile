# Build: the toolchain's own image. Nothing is downloaded but the base images: the package has no dependencies.
FROM swift:6.3-bookworm AS build
# What the linker asks for when FoundationNetworking is linked statically.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcurl4-openssl-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift ./
COPY Sources ./Sources
COPY fixtures ./fixtures
COPY Tests ./Tests
# What --version tells: docker build --build-arg COMMIT=$(git rev-parse --short=12 HEAD)
ARG COMMIT=
RUN DROPBOX_CONNECTOR_COMMIT=$COMMIT swift build -c release --static-swift-stdlib --product dropbox-connector \
    && install -D -s .build/release/dropbox-connector /out/dropbox-connector

# Run: a small Debian with what FoundationNetworking needs at run time. Security updates of these few packages are
# wanted with every build of the image, so no versions are pinned.
FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libcurl4 libstdc++6 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 1000 connector \
    && useradd --system --uid 1000 --gid 1000 --home-dir /app --shell /usr/sbin/nologin connector \
    # A company's own CA must be in the system's bundle: libcurl reads no other. The bundle lives where the
    # connector may add to it (elasticsearch.ca_certs in config.yml), also with a read-only root file system
    # and a tmpfs or volume on /trust.
    && mkdir -p /app/bin /config /trust \
    && cp /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt.orig \
    && cp /etc/ssl/certs/ca-certificates.crt /trust/ca-certificates.crt \
    && ln -sf /trust/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt \
    && chown -R connector:connector /trust /config
COPY --from=build /out/dropbox-connector /app/bin/dropbox-connector
# Deployments of Elastic's connectors call the program by this name.
RUN ln -s dropbox-connector /app/bin/elastic-ingest
ENV PATH=/app/bin:$PATH \
    DROPBOX_CONNECTOR_CA_BUNDLE=/trust/ca-certificates.crt
# By number: Kubernetes proves runAsNonRoot by it.
USER 1000:1000
WORKDIR /app
ENTRYPOINT []
CMD ["/app/bin/dropbox-connector", "run", "-c", "/config/config.yml"]

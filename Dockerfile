# Two images: `runtime` (the last, so the default) holds both programs and nothing to build with; `dev` also holds the
# toolchain, so that `dojo watch` rebuilds inside the container when the mounted sources change.

# Debian's packages, the same list as `make run`.
FROM swift:6.3-bookworm AS toolchain
COPY scripts/install-packages /tmp/
RUN /tmp/install-packages run \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /dojo

# SwiftPM wants the folders of all targets, those of the tests too.
FROM toolchain AS builder
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release \
    && mkdir bin \
    && cp .build/release/dojo .build/release/gateway bin/

FROM toolchain AS dev
COPY --from=builder /dojo/bin bin
COPY . .
ENV PATH=/dojo/bin:$PATH DOJO_HOME=/dojo
CMD ["dojo", "watch", "--", "gateway"]

FROM swift:6.3-bookworm-slim AS runtime
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        curl librdkafka1 libhiredis0.14 libuv1 libwebsockets17 libwebsockets-evlib-uv libcjose0 libqrencode4 zlib1g \
        libjs-chart.js \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --home-dir /dojo dojo
WORKDIR /dojo
COPY --from=builder /dojo/bin bin
COPY redis redis
COPY web web
ENV PATH=/dojo/bin:$PATH DOJO_HOME=/dojo HOST=0.0.0.0
USER dojo
EXPOSE 3001
CMD ["gateway"]

# Caddy of Debian's packages, set and used as the image `caddy` of the registries is.
ARG BASE_IMAGE=nabla-base
FROM ${BASE_IMAGE}
RUN apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy \
       --no-install-recommends caddy wget \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb \
    && install -d -m 0777 /data /config
# Debian's Caddy is 2.6.2, which knows the directive by its older name.
ENV XDG_CONFIG_HOME=/config XDG_DATA_HOME=/data CADDY_BUFFERS=buffer_requests
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]

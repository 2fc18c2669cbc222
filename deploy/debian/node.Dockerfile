# Node and npm of the machine that builds, which scripts/images.sh puts into the context.
ARG BASE_IMAGE=nabla-base
FROM ${BASE_IMAGE}
COPY node /usr/local/bin/node
COPY npm/ /usr/local/lib/node_modules/npm/
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt

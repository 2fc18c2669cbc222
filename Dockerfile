# The service and the worker, one image: `nabla serve` and `nabla worker`.
#
#   docker build -t nabla .
#
# Where no image registry answers, scripts/images.sh builds this and its bases of Debian packages.
ARG BASE_IMAGE=python:3.13-slim-trixie
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS pages
WORKDIR /build
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --ignore-scripts --include=dev
COPY frontend/ ./
RUN npm run build

FROM ${BASE_IMAGE} AS packages
COPY requirements/service.lock /build/
RUN python3 -m venv /opt/nabla/venv \
    && /opt/nabla/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
       --only-binary :all: --require-hashes -r /build/service.lock
COPY pyproject.toml README.md LICENSE /build/
COPY requirements/service.in /build/requirements/
COPY api/ /build/api/
COPY judge/ /build/judge/
# What installs is not needed to run.
RUN /opt/nabla/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
       --no-deps --no-build-isolation --no-index /build \
    && /opt/nabla/venv/bin/python -m pip uninstall -qy pip setuptools \
    && find /opt/nabla/venv -type d -name tests -prune -exec rm -rf {} +
COPY --from=pages /build/dist/ /opt/nabla/pages/
COPY problems/ /opt/nabla/problems/
# Readable whatever the mask was under which the sources were checked out.
RUN chmod -R a+rX /opt/nabla

FROM ${BASE_IMAGE}
COPY --from=packages /opt/nabla/ /opt/nabla/
# The group is that of the cells' sockets; new volumes take their owners from these folders.
RUN install -d -m 0750 -o 61500 -g 61000 /var/lib/nabla \
    && install -d -m 0770 -o 61000 -g 61000 /run/cells
ENV PATH=/opt/nabla/venv/bin:$PATH LANG=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8000 HOME=/var/lib/nabla NABLA_DATA=/var/lib/nabla \
    NABLA_PAGES=/opt/nabla/pages NABLA_PROBLEMS=/opt/nabla/problems \
    NABLA_CELL_SOCKETS=/run/cells NABLA_LOG_FORMAT=json
USER 61500:61000
WORKDIR /opt/nabla
VOLUME /var/lib/nabla
EXPOSE 8000
CMD ["nabla", "serve"]

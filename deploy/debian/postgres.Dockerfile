# PostgreSQL of Debian's packages, set and used as the image `postgres` of the registries is.
ARG BASE_IMAGE=nabla-base
FROM ${BASE_IMAGE}
RUN groupadd --system --gid 999 postgres \
    && useradd --system --uid 999 --gid 999 --home-dir /var/lib/postgresql postgres \
    && apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy \
       --no-install-recommends -o Dpkg::Options::=--force-confold postgresql postgresql-client \
    && rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb /var/lib/postgresql/* \
    && install -d -m 0700 -o postgres -g postgres /var/lib/postgresql/data \
    && install -d -m 0755 -o postgres -g postgres /run/postgresql \
    && ln -s /usr/lib/postgresql/*/bin/* /usr/local/bin/
COPY deploy/debian/postgres.sh /usr/local/bin/postgres.sh
ENV PGDATA=/var/lib/postgresql/data LANG=C.UTF-8
USER postgres
VOLUME /var/lib/postgresql/data
EXPOSE 5432
STOPSIGNAL SIGINT
ENTRYPOINT ["sh", "/usr/local/bin/postgres.sh"]
CMD ["postgres"]

FROM scratch
ADD root.tar /
ARG PG_MAJOR
ENV PG_MAJOR=$PG_MAJOR LANG=C.UTF-8 PGDATA=/var/lib/postgresql/data \
    PATH=/usr/lib/postgresql/$PG_MAJOR/bin:/usr/local/bin:/usr/bin:/usr/sbin
USER 999:999
VOLUME /var/lib/postgresql/data
EXPOSE 5432
# SIGTERM would wait until every client has gone.
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]

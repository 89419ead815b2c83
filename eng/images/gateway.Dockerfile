FROM scratch
ADD root.tar /
ENV LANG=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/usr/sbin
USER 101:101
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]

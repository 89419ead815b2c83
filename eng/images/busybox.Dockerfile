FROM scratch
ADD root.tar /
ENV PATH=/usr/local/bin:/usr/bin:/usr/sbin
CMD ["sh"]

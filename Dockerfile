# One image for each program that "setup/publish.sh artifacts/programs" has written: nothing is compiled here, and nothing is fetched but the base.
# The base needs glibc, OpenSSL 3, libstdc++, zlib and GnuTLS 3.7 or later, of this system's release or a later one; it needs no shell.
ARG BASE=mcr.microsoft.com/dotnet/runtime-deps:10.0
# The set-up is a script: its base has a shell.
ARG SETUP_BASE=${BASE}

FROM ${BASE} AS program
# A user that no other system knows; these folders are its own.
USER 10001:10001
WORKDIR /run/socketwarp
WORKDIR /var/lib/socketwarp
# The root may be read-only: the runtime's diagnostic sockets would be in /tmp.
ENV DOTNET_EnableDiagnostics=0 \
    SOCKETWARP_NATIVE_DIR=/opt/socketwarp \
    SOCKETWARP_Process__HealthSocket=/run/socketwarp/health.sock

FROM program AS quic-gateway
# The libraries are in .native unless this system has its own; the base must have them then.
COPY artifacts/programs/SocketWarp.QuicGateway .nativ[e] /opt/socketwarp/
EXPOSE 11443/udp
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["/opt/socketwarp/SocketWarp.QuicGateway", "--health"]
ENTRYPOINT ["/opt/socketwarp/SocketWarp.QuicGateway"]

FROM program AS connector
COPY artifacts/programs/SocketWarp.Connector .nativ[e] /opt/socketwarp/
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["/opt/socketwarp/SocketWarp.Connector", "--health"]
ENTRYPOINT ["/opt/socketwarp/SocketWarp.Connector"]

FROM program AS control-api
COPY artifacts/programs/SocketWarp.ControlApi artifacts/programs/*.so /opt/socketwarp/
EXPOSE 8080 8443
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["/opt/socketwarp/SocketWarp.ControlApi", "--health"]
ENTRYPOINT ["/opt/socketwarp/SocketWarp.ControlApi"]

FROM program AS scep
COPY artifacts/programs/SocketWarp.ScepServer artifacts/programs/*.so /opt/socketwarp/
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["/opt/socketwarp/SocketWarp.ScepServer", "--health"]
ENTRYPOINT ["/opt/socketwarp/SocketWarp.ScepServer"]

FROM program AS warp
COPY artifacts/programs/warp /opt/socketwarp/
ENTRYPOINT ["/opt/socketwarp/warp"]

FROM ${SETUP_BASE} AS setup
USER 10001:10001
# New volumes get the owner of these folders.
WORKDIR /secrets/api
WORKDIR /secrets/redis
WORKDIR /secrets/gateway
WORKDIR /secrets/connector
WORKDIR /secrets/operator
COPY artifacts/programs/warp setup/compose.sh /opt/socketwarp/
ENTRYPOINT ["/bin/sh", "/opt/socketwarp/compose.sh"]

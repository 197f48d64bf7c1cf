#!/bin/sh
# The set-up of docker-compose.yml, in a container that ends: makes the secrets that services share, one volume for each service, and lets gateway and
# connector enrol. What is there already stays as it is.
set -eu
umask 077

warp=/opt/socketwarp/warp
# What the ScepServer made at its first start.
scep=/scep/.state/scep
secrets=/secrets

random() {
    head -c 32 /dev/urandom | od -A n -t x1 | tr -d ' \n'
}

once() { # file, mode; the content is the input
    [ ! -s "$1" ] || return 0
    cat > "$1.new"
    chmod "$2" "$1.new"
    mv "$1.new" "$1"
}

# A client that is there although its secret is not has lost a volume: it gets another secret.
enrol() { # uid, file, options of a new client
    uid=$1 file=$2
    shift 2
    [ ! -s "$file" ] || return 0
    code=0
    "$warp" clients add "$uid" "$@" --secret-file "$file" || code=$?
    [ "$code" -ne 9 ] || { code=0 && "$warp" clients secret "$uid" --secret-file "$file"; } || code=$?
    return "$code"
}

for role in admin viewer gateway; do
    random | once "$secrets/api/$role.token" 600
done
random | once "$secrets/api/redis.password" 600
# Redis runs as another user, and only it has this volume.
chmod 755 "$secrets/redis"
once "$secrets/redis/users.acl" 644 << ACL
user default reset on nopass +ping
user socketwarp reset on >$(cat "$secrets/api/redis.password") ~{socketwarp:* &{socketwarp:* +@all -@dangerous +info
ACL

once "$secrets/operator/admin.token" 600 < "$secrets/api/admin.token"
once "$secrets/operator/scep.token" 600 < "$scep/admin.token"
once "$secrets/gateway/control.token" 600 < "$secrets/api/gateway.token"
once "$secrets/gateway/watch.token" 600 < "$scep/gateway.token"
for service in gateway connector; do
    once "$secrets/$service/ca.crt" 644 < "$scep/ca.crt"
done

export WARP_SCEP_TOKEN_FILE=$scep/admin.token
enrol "$GATEWAY_UID" "$secrets/gateway/enrolment.secret" --attribute socketwarp.profile=gateway --attribute "socketwarp.names=$GATEWAY_NAMES"
enrol "$CONNECTOR_UID" "$secrets/connector/enrolment.secret"

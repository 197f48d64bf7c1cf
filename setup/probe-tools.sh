#!/usr/bin/env bash
# Asks each foreign program to do once what tests want of it, in the folder that is the argument. One line for each that does not; exit code 1 then.
set -eu
export PATH="$PATH:/usr/sbin:/sbin"
# Each is far quicker than this; a broken one may wait for ever.
limit=30

# Waits up to 5 s.
until_true() {
    local i
    for i in {1..50}; do
        "$@" > /dev/null 2>&1 && return
        sleep 0.1
    done
    echo "not true after 5 s: $*"
    return 1
}

listens() { # port
    (exec 3<> "/dev/tcp/127.0.0.1/$1")
}

# Below those that the system hands out.
free_port() {
    local port
    for port in {1..100}; do
        port=$((20000 + RANDOM % 10000))
        listens "$port" 2> /dev/null || break
    done
    echo "$port"
}

ends() { # pid
    ! kill -0 "$1"
}

processes() {
    sleep 60 &
    /bin/kill -TERM $!
    until_true ends $!
    prlimit --pid $$ --nofile
}

certificates() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout key.pem -out cert.pem -subj /CN=localhost -days 1
}

http() {
    ncat -l -U web.sock --sh-exec 'printf "HTTP/1.0 200 OK\r\n\r\nhello"' &
    # The file is there a moment before anybody may connect.
    until_true curl -sS --unix-socket web.sock http://localhost/ -o web.txt
    [ "$(cat web.txt)" = hello ]
}

pipes() {
    [ "$(echo hello | socat - EXEC:cat)" = hello ]
}

tls() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout tls.key -out tls.crt -subj /CN=localhost -days 1
    local port
    port=$(free_port)
    printf '%s\n' 'foreground = yes' 'pid =' '[probe]' "accept = 127.0.0.1:$port" "cert = $PWD/tls.crt" "key = $PWD/tls.key" 'exec = /bin/cat' 'execArgs = cat' > tls.conf
    stunnel4 tls.conf &
    until_true listens "$port"
    openssl s_client -connect "127.0.0.1:$port" -CAfile tls.crt -verify_return_error < /dev/null
}

throughput() {
    local port
    port=$(free_port)
    iperf3 -s -1 -B 127.0.0.1 -p "$port" &
    sleep 0.3
    iperf3 -c 127.0.0.1 -p "$port" -n 1M
}

login() {
    ssh-keygen -q -t ed25519 -N '' -f host
    ssh-keygen -q -t ed25519 -N '' -f user
    # By its whole path, as it wants to be called.
    local server="$(command -v sshd) -i -f /dev/null -o HostKey=$PWD/host -o AuthorizedKeysFile=$PWD/user.pub -o StrictModes=no -o UsePAM=no -o PermitRootLogin=prohibit-password"
    [ "$(ssh -F none -i user -o ProxyCommand="$server" -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "$(id -un)@probe" echo hello)" = hello ]
}

scep() {
    local port
    port=$(free_port)
    scepserver ca -init -depot depot -key-password '' -keySize 2048
    scepserver -depot depot -port "$port" -challenge probe -allowrenew 0 &
    until_true listens "$port"
    scepclient -server-url "http://127.0.0.1:$port/scep" -challenge probe -cn probe -private-key scep.key -certificate scep.pem
    pki --scepca --url "http://127.0.0.1:$port/scep" --caout ca.der --force
    [ -s ca.der ]
    pki --gen --type rsa --size 2048 --outform pem > pki.key
    [ -s pki.key ]
}

store() {
    redis-server --port 0 --unixsocket "$PWD/redis.sock" --save '' --appendonly no > /dev/null &
    until_true redis-cli -s redis.sock PING
    [ "$(redis-cli -s redis.sock EVAL 'return ARGV[1]' 0 hello)" = hello ]
}

units() {
    printf '%s\n' '[Service]' 'ExecStart=/bin/true' > probe.service
    systemd-analyze verify --man=no "$PWD/probe.service"
}

rules() {
    printf '%s\n' 'groups:' '  - name: probe' '    rules:' '      - { alert: Probe, expr: up == 0 }' > probe.yml
    promtool check rules probe.yml
}

rpc() {
    local python=/usr/bin/python3
    [ -x "$python" ] || python=python3
    GRPC_VERBOSITY=ERROR "$python" - << 'END'
from concurrent import futures
import grpc

class Echo(grpc.GenericRpcHandler):
    def service(self, details):
        return grpc.unary_unary_rpc_method_handler(lambda request, context: request)

server = grpc.server(futures.ThreadPoolExecutor(1), handlers=[Echo()])
port = server.add_insecure_port("127.0.0.1:0")
server.start()
with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
    assert channel.unary_unary("/probe/echo")(b"hello", timeout=5) == b"hello"
server.stop(0)
END
}

if [ $# -eq 2 ]; then
    cd "$1"
    trap 'kill $(jobs -p) 2> /dev/null || true' EXIT
    "$2"
    exit
fi

status=0
limited() {
    if command -v timeout > /dev/null; then
        timeout "$limit" "$@"
    else
        "$@"
    fi
}

probe() { # folder, function that does it, what to say when it does not
    if ! limited "$0" "$1" "$2" > "$1/$2.log" 2>&1 < /dev/null; then
        printf 'probe-tools: error: %s: %s\n' "$3" "$(grep . "$1/$2.log" | tail -n 1)" >&2
        status=1
    fi
}

probe "$1" processes 'kill or prlimit (procps, util-linux) does not end or limit a process'
probe "$1" certificates 'openssl makes no certificate'
probe "$1" http 'curl does not get what ncat serves'
probe "$1" pipes 'socat does not pass on what it reads'
probe "$1" tls 'stunnel4 does not serve TLS'
probe "$1" throughput 'iperf3 does not measure'
probe "$1" login 'ssh does not log in at sshd'
probe "$1" scep 'scepserver and scepclient (scep) do not enrol, or pki (strongswan-pki) does not fetch from them'
probe "$1" store 'redis-server does not run a script of redis-cli (redis-server, redis-tools)'
probe "$1" units 'systemd-analyze (systemd) does not read a unit'
probe "$1" rules 'promtool (prometheus) does not read rules'
probe "$1" rpc 'Python with grpc (python3-grpcio) does not call itself'
exit "$status"

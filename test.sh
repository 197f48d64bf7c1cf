#!/usr/bin/env bash
# Builds once and runs every test project. Arguments are names of test projects (Protocol, System, …); none means all.
# Without names it also does all this in a root that is made from packages, as one test more (FreshRoot); --no-fresh-root leaves that out.
# --no-containers leaves out EndToEnd, whose tests need a container engine: one that runs, or the privilege to start one.
# The last line is the sum: "N passed, N failed, N skipped". Exit code 0 only when tests ran and none failed.
set -u

fresh_root=FreshRoot
containers=1
while :; do
    case ${1:-} in
        --no-fresh-root) fresh_root= ;;
        --no-containers) containers= ;;
        *) break ;;
    esac
    shift
done

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export CONFIGURATION=${CONFIGURATION:-Release}
# Per test project: several times what the slowest takes, and still far below the limit of a whole run.
limit=${TEST_TIMEOUT_SECONDS:-600}
fresh_root_limit=${FRESH_ROOT_TIMEOUT_SECONDS:-2400}
results=$root/artifacts/test-results
mark=socketwarp-test-$$
# Their tests measure time, or fill the machine with processes of their own. All others run two at a time, beside what FreshRoot does in the time they leave.
alone=' System Transport EndToEnd '

# Everything that a test starts inherits the mark of its project, whatever session or parent it later has.
marked_processes() { # project; all of them without one
    grep -slzE "^SOCKETWARP_TEST_RUN=$mark-${1:-[A-Za-z]*}\$" /proc/[0-9]*/environ 2> /dev/null | cut -d/ -f3
}

end_marked_processes() { # project; all of them without one
    local pids
    pids=$(marked_processes "$@")
    [ -z "$pids" ] || kill -KILL $pids 2> /dev/null
}

finish() {
    local jobs
    jobs=$(jobs -p)
    [ -z "$jobs" ] || kill -TERM $jobs 2> /dev/null
    # FreshRoot removes what it made.
    wait
    end_marked_processes
    exit "$1"
}
trap 'finish 130' INT
trap 'finish 143' TERM HUP

attribute() { # file, name: the value on the assembly element
    sed -n '2,$!s/.*<assembly [^>]* '"$2"'="\([0-9]*\)".*/\1/p' "$1" | head -n 1
}

failed_names() {
    grep -o '<test [^>]*result="Fail"' "$1" | sed 's/.* name="\([^"]*\)".*/\1/; s/\\&quot;/"/g; s/&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g'
}

run_limited() {
    if command -v setsid > /dev/null && command -v timeout > /dev/null; then
        setsid --wait timeout --kill-after=10 "$limit" "$@"
    else
        "$@"
    fi
}

note_failures() { # project; the names are the lines of the input
    cat >> "$results/$1.failures"
}

note_sum() { # project, passed, failed, skipped, since when
    echo "$2 $3 $4" > "$results/$1.sum"
    printf '%-14s %4d passed %3d failed %3d skipped %4d s\n' "$1" "$2" "$3" "$4" "$((SECONDS - $5))"
}

run_project() { # name of the folder below tests/
    local project=SocketWarp.$1.Tests
    local executable=$root/artifacts/bin/$project/$(echo "$CONFIGURATION" | tr '[:upper:]' '[:lower:]')/$project
    local xml=$results/$1.xml log=$results/$1.log status started=$SECONDS
    if [ ! -x "$executable" ]; then
        echo "$1: the build made no $executable" | note_failures "$1"
        note_sum "$1" 0 1 0 "$started"
        return
    fi
    local run=
    if [ "$1" = EndToEnd ]; then
        run=$root/setup/containers.sh
        # The images are made of what is published; compiling it beforehand would take longer than the tests.
        SOCKETWARP_TEST_RUN=$mark-$1 run_limited sh -euc '"$0" --prepare; "$1" --quick "$2"' "$run" "$root/setup/publish.sh" "$root/artifacts/programs" > "$log" 2>&1 || {
            tail -n 20 "$log"
            echo "$1: $(grep -m 1 'error: ' "$log" || echo "could not be prepared"), see $log" | note_failures "$1"
            note_sum "$1" 0 1 0 "$started"
            return
        }
    fi
    SOCKETWARP_TEST_RUN=$mark-$1 run_limited $run "$executable" -nologo -noColor -result-xml "$xml" > "$log" 2>&1 < /dev/null
    status=$?
    local left try
    for try in 1 2 3 4 5; do
        left=$(marked_processes "$1")
        [ -n "$left" ] || break
        sleep 1
    done
    end_marked_processes "$1"

    local p=0 f=0 s=0 e=0 more=
    if [ -s "$xml" ]; then
        p=$(attribute "$xml" passed) f=$(attribute "$xml" failed) s=$(attribute "$xml" skipped) e=$(attribute "$xml" errors)
        p=${p:-0} f=${f:-0} s=${s:-0} e=${e:-0}
        failed_names "$xml" | note_failures "$1"
    fi
    [ "$e" -eq 0 ] || echo "$1: $e error(s) outside tests, see $log" | note_failures "$1"
    if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
        more="not done after $limit s, or killed, see $log"
    elif [ "$((f + e))" -eq 0 ] && [ "$status" -ne 0 ]; then
        more="ended with code $status, see $log"
    elif [ "$((p + f + s))" -eq 0 ]; then
        more="no test ran"
    fi
    f=$((f + e))
    if [ -n "$more" ]; then
        f=$((f + 1))
        echo "$1: $more" | note_failures "$1"
    fi
    if [ -n "$left" ]; then
        f=$((f + 1))
        echo "$1: left processes behind: $(echo $left)" | note_failures "$1"
    fi
    note_sum "$1" "$p" "$f" "$s" "$started"
    if [ "$status" -ne 0 ]; then
        grep -v -e '\[SKIP\]' -e 'does not work here' "$log" | tail -n 60
    fi
}

run_fresh_root() {
    local log=$results/FreshRoot.log status started=$SECONDS failed=0 pid
    # The kernel shares the processors among sessions: this one waits for the tests that run beside it.
    SOCKETWARP_TEST_RUN=$mark-FreshRoot FRESH_ROOT_RESULTS=$results/FreshRoot setsid sh -c 'echo 19 > /proc/self/autogroup; exec nice -n 19 "$@"' sh \
        timeout "$fresh_root_limit" "$root/setup/fresh-root.sh" > "$log" 2>&1 < /dev/null &
    pid=$!
    trap 'kill -TERM "$pid"; wait "$pid"; exit 143' TERM
    wait "$pid"
    status=$?
    if [ "$status" -ne 0 ]; then
        failed=1
        if [ "$status" -eq 124 ]; then
            echo "FreshRoot: not done after $fresh_root_limit s, see $log"
        else
            echo "FreshRoot: $(grep -m 1 'error: ' "$log" || echo "ended with code $status"), see $log"
        fi | note_failures FreshRoot
    fi
    local left
    left=$(marked_processes FreshRoot)
    if [ -n "$left" ]; then
        failed=$((failed + 1))
        echo "FreshRoot: left processes behind: $(echo $left)" | note_failures FreshRoot
        end_marked_processes FreshRoot
    fi
    note_sum FreshRoot "$((status == 0))" "$failed" 0 "$started"
    [ "$status" -eq 0 ] || tail -n 60 "$log"
}

if [ $# -eq 0 ]; then
    for file in "$root"/tests/*/SocketWarp.*.Tests.csproj; do
        name=$(basename "$(dirname "$file")")
        [ "$name" = EndToEnd ] && [ -z "$containers" ] || set -- "$@" "$name"
    done
    set -- "$@" $fresh_root
fi
more_packages=
case " $* " in *" FreshRoot "*) more_packages='mmdebstrap git' ;; esac

rm -rf "$results"
mkdir -p "$results"
"$root/setup/native.sh" || exit 1
"$root/setup/test-tools.sh" $more_packages || exit 1
echo "building ($CONFIGURATION)"
# A single project needs only what it refers to; System starts every program.
[ $# -eq 1 ] && [ "$1" != System ] && [ -d "$root/tests/$1" ] && build=$root/tests/$1 || build=
if [ "$*" != FreshRoot ] && ! "$root/setup/build.sh" $build; then
    echo "the build failed"
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi

# In the background and awaited, so that a signal to this script is handled at once.
beside=
case " $* " in
    *" FreshRoot "*)
        run_fresh_root &
        beside=$!
        ;;
esac
for name in "$@"; do
    case " FreshRoot$alone" in *" $name "*) continue ;; esac
    while [ "$(jobs -pr | grep -cvx "$beside")" -ge 2 ]; do
        wait -n
    done
    run_project "$name" &
done
wait
for name in "$@"; do
    case $alone in *" $name "*) ;; *) continue ;; esac
    run_project "$name" &
    wait
done

passed=0 failed=0 skipped=0
for name in "$@"; do
    if ! read -r p f s < "$results/$name.sum"; then
        echo "FAILED $name: its run ended without a sum"
        p=0 f=1 s=0
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
    [ ! -s "$results/$name.failures" ] || sed 's/^/FAILED /' "$results/$name.failures"
done
[ -n "$containers" ] || echo "left out (--no-containers): EndToEnd, the tests with containers"
if [ "$((passed + failed))" -eq 0 ]; then
    echo "FAILED no test ran"
    failed=1
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

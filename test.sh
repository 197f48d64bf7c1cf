#!/usr/bin/env bash
# Builds once and runs every test project. Arguments are names of test projects (Protocol, System, …); none means all.
# Without names it also does all this in a root that is made from packages, as one test more (FreshRoot); --no-fresh-root leaves that out.
# The last line is the sum: "N passed, N failed, N skipped". Exit code 0 only when tests ran and none failed.
set -u

fresh_root=FreshRoot
if [ "${1:-}" = --no-fresh-root ]; then
    fresh_root=
    shift
fi

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export CONFIGURATION=${CONFIGURATION:-Release}
# Per test project: several times what the slowest takes, and still far below the limit of a whole run.
limit=${TEST_TIMEOUT_SECONDS:-600}
fresh_root_limit=${FRESH_ROOT_TIMEOUT_SECONDS:-2400}
results=$root/artifacts/test-results
mark=socketwarp-test-$$
passed=0 failed=0 skipped=0
failures=()
fresh_root_pid=

# Everything that a test starts inherits the mark, whatever session or parent it later has.
marked_processes() {
    grep -slz "^SOCKETWARP_TEST_RUN=$mark\$" /proc/[0-9]*/environ 2> /dev/null | cut -d/ -f3
}

end_marked_processes() {
    local pids
    pids=$(marked_processes)
    [ -z "$pids" ] || kill -KILL $pids 2> /dev/null
}

finish() {
    if [ -n "$fresh_root_pid" ]; then
        # It removes what it made.
        kill -TERM "$fresh_root_pid" 2> /dev/null
        wait "$fresh_root_pid"
    fi
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

note_failure() {
    failed=$((failed + 1))
    failures+=("$1")
}

run_project() { # name of the folder below tests/
    local project=SocketWarp.$1.Tests
    local executable=$root/artifacts/bin/$project/$(echo "$CONFIGURATION" | tr '[:upper:]' '[:lower:]')/$project
    local xml=$results/$1.xml log=$results/$1.log status started=$SECONDS
    if [ ! -x "$executable" ]; then
        note_failure "$1: the build made no $executable"
        return
    fi
    # In the background and awaited, so that a signal to this script is handled at once.
    SOCKETWARP_TEST_RUN=$mark run_limited "$executable" -nologo -noColor -result-xml "$xml" > "$log" 2>&1 < /dev/null &
    wait $!
    status=$?
    local left try
    for try in 1 2 3 4 5; do
        left=$(marked_processes)
        [ -n "$left" ] || break
        sleep 1
    done
    end_marked_processes

    local p=0 f=0 s=0 e=0
    if [ -s "$xml" ]; then
        p=$(attribute "$xml" passed) f=$(attribute "$xml" failed) s=$(attribute "$xml" skipped) e=$(attribute "$xml" errors)
        p=${p:-0} f=${f:-0} s=${s:-0} e=${e:-0}
        while IFS= read -r name; do
            [ -z "$name" ] || failures+=("$name")
        done < <(failed_names "$xml")
    fi
    passed=$((passed + p)) failed=$((failed + f + e)) skipped=$((skipped + s))
    [ "$e" -eq 0 ] || failures+=("$1: $e error(s) outside tests, see $log")
    if [ "$status" -eq 124 ] || [ "$status" -eq 137 ]; then
        note_failure "$1: not done after $limit s, or killed, see $log"
    elif [ "$((f + e))" -eq 0 ] && [ "$status" -ne 0 ]; then
        note_failure "$1: ended with code $status, see $log"
    elif [ "$((p + f + s))" -eq 0 ]; then
        note_failure "$1: no test ran"
    fi
    [ -z "$left" ] || note_failure "$1: left processes behind: $(echo $left)"
    printf '%-14s %4d passed %3d failed %3d skipped %4d s\n' "$1" "$p" "$((f + e))" "$s" "$((SECONDS - started))"
    if [ "$status" -ne 0 ]; then
        grep -v -e '\[SKIP\]' -e 'does not work here' "$log" | tail -n 60
    fi
}

run_fresh_root() {
    local log=$results/FreshRoot.log status started=$SECONDS
    SOCKETWARP_TEST_RUN=$mark FRESH_ROOT_RESULTS=$results/FreshRoot timeout "$fresh_root_limit" "$root/setup/fresh-root.sh" > "$log" 2>&1 < /dev/null &
    fresh_root_pid=$!
    wait "$fresh_root_pid"
    status=$?
    fresh_root_pid=
    if [ "$status" -eq 0 ]; then
        passed=$((passed + 1))
    elif [ "$status" -eq 124 ]; then
        note_failure "FreshRoot: not done after $fresh_root_limit s, see $log"
    else
        note_failure "FreshRoot: $(grep -m 1 'error: ' "$log" || echo "ended with code $status"), see $log"
    fi
    local left
    left=$(marked_processes)
    if [ -n "$left" ]; then
        note_failure "FreshRoot: left processes behind: $(echo $left)"
        end_marked_processes
    fi
    printf '%-14s %4d passed %3d failed %3d skipped %4d s\n' FreshRoot "$((status == 0))" "$((status != 0))" 0 "$((SECONDS - started))"
    [ "$status" -eq 0 ] || tail -n 60 "$log"
}

if [ $# -eq 0 ]; then
    for file in "$root"/tests/*/SocketWarp.*.Tests.csproj; do
        set -- "$@" "$(basename "$(dirname "$file")")"
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
if ! "$root/setup/build.sh"; then
    echo "the build failed"
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi

for name in "$@"; do
    if [ "$name" = FreshRoot ]; then
        run_fresh_root
    else
        run_project "$name"
    fi
done

for failure in ${failures[@]+"${failures[@]}"}; do
    echo "FAILED $failure"
done
[ "$((passed + failed))" -gt 0 ] || note_failure "no test ran"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

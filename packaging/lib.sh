# shellcheck shell=bash
# Helpers of the packaging scripts: steps with progress, and who may install. Sourced, never run.
# A step prints one line, keeps the command's output in a log, and shows its end only on failure,
# so that what a person reads on a good day is a handful of lines.

hearth_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
hearth_logs=${HEARTH_LOG_DIR:-$hearth_root/build/logs}
steps_total=0
step_no=0
watcher_pid=

# How often a person is told that a step is still at work, in seconds.
readonly PROGRESS_EVERY_TTY_S=1
readonly PROGRESS_EVERY_LOG_S=60
readonly FAILURE_LINES=40

# Objects are shared between build directories and checkouts of the same tree.
export CCACHE_BASEDIR=${CCACHE_BASEDIR:-$hearth_root}
export CCACHE_NOHASHDIR=${CCACHE_NOHASHDIR:-1}
# Scripts may run on a clone that another user owns (root in a container): reading it is all they do.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*'

say() { printf '%s\n' "$@"; }  # say LINE...
fail() {  # fail CODE MESSAGE...
    local code=$1
    shift
    printf '%s\n' "$@" >&2
    exit "$code"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

plan() { steps_total=$1 step_no=0; }  # plan HOW_MANY_STEPS

# Tells what a running command last wrote; ends with the script, or when step() ends it.
watch_step() {  # watch_step LOG START PREFIX
    local every=$PROGRESS_EVERY_LOG_S line sleeper
    if [ -t 1 ]; then every=$PROGRESS_EVERY_TTY_S; fi
    trap 'kill $sleeper 2>/dev/null; exit 0' TERM
    while kill -0 $$ 2>/dev/null; do
        # Killed with the watcher; a sleeper left behind would hold a pipe on our output open.
        sleep "$every" >/dev/null 2>&1 &
        sleeper=$!
        wait $sleeper
        line=$(tail -c 400 "$1" 2>/dev/null | tr '\r' '\n' | grep -v '^[[:space:]]*$' | tail -n 1)
        if [ -t 1 ]; then
            printf '\r\033[K%s %d s  %.60s' "$3" $((SECONDS - $2)) "$line"
        else
            printf '\n      %d s: %.80s' $((SECONDS - $2)) "$line"
        fi
    done
}

stop_watching() {
    [ -n "$watcher_pid" ] || return 0
    kill "$watcher_pid" 2>/dev/null
    wait "$watcher_pid" 2>/dev/null
    watcher_pid=
}

step() {  # step WHAT HINT COMMAND...: runs it; on failure says HINT and ends the script with 1
    local what=$1 hint=$2 start=$SECONDS rc=0 log prefix
    shift 2
    step_no=$((step_no + 1))
    mkdir -p "$hearth_logs"
    log=$hearth_logs/$(basename "$0")-$step_no.log
    prefix="[$step_no/$steps_total] $what ..."
    printf '%s' "$prefix"
    : >"$log"
    watch_step "$log" "$start" "$prefix" &
    watcher_pid=$!
    "$@" >"$log" 2>&1 </dev/null || rc=$?
    stop_watching
    if [ -t 1 ]; then printf '\r\033[K%s' "$prefix"; fi
    if [ $rc -eq 0 ]; then
        printf ' %d s\n' $((SECONDS - start))
        return 0
    fi
    printf ' failed after %d s\n' $((SECONDS - start))
    tail -n $FAILURE_LINES "$log" >&2
    fail 1 "" "The whole log: $log" "What to do: $hint"
}

# Configures and builds a preset: two steps.
build_preset() {  # build_preset PRESET [TARGET...]
    local preset=$1
    shift
    step "Configuring ($preset)" \
        "run packaging/setup; if that says all is there, remove build/$preset and try again" \
        cmake -S "$hearth_root" --preset "$preset"
    step "Building ($preset)" \
        "the first error above is the one to look at; the build goes on where it stopped" \
        cmake --build "$hearth_root/build/$preset" ${1:+--target "$@"}
}

has_display() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }

# A minimal system has no locale; Qt and Python want UTF-8.
case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
*UTF-8 | *utf8) ;;
*) export LC_ALL=C.UTF-8 ;;
esac

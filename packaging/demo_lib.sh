# shellcheck shell=bash
# A throw-away authority for packaging/demo and packaging/gallery: keys, made-up people, hearthd, one
# enrolled tablet. Sourced after lib.sh. What it starts it ends by its process id, and nothing else.

readonly DEMO_SEED=7
readonly DEMO_PASSPHRASE="harbour lantern copper willow"
readonly SERVER_START_TRIES=200  # of 0.1 s

demo_dir=
demo_bin=
server_pid=

demo_passphrase_file() { printf '%s\n' "$demo_dir/passphrase.txt"; }
demo_tablet() { printf '%s\n' "$demo_dir/tablet"; }
demo_key_store() { printf '%s\n' "$demo_dir/device-secret"; }

ctl() { "$demo_bin/hearthctl" "$@" --dir "$demo_dir/server"; }

# The value of one key of a JSON object on standard input.
json_value() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

demo_make_authority() {
    mkdir -p "$demo_dir" && chmod 700 "$demo_dir" || return 1
    printf '%s\n' "$DEMO_PASSPHRASE" >"$(demo_passphrase_file)"
    chmod 600 "$(demo_passphrase_file)"
    ctl init --authority "Westmere Council" --host 127.0.0.1 --listen 127.0.0.1 \
        --sync-port "$(free_port)" --enrol-port "$(free_port)" || return 1
    ctl seed --seed $DEMO_SEED --json >"$demo_dir/seed.json.new" || return 1
    mv "$demo_dir/seed.json.new" "$demo_dir/seed.json"
}

server_answers() { ctl status --json 2>/dev/null | grep -Eq '"running": *true'; }

demo_start_server() {
    local try
    "$demo_bin/hearthd" --config "$demo_dir/server/hearthd.conf" >>"$demo_dir/hearthd.log" 2>&1 &
    server_pid=$!
    for ((try = 0; try < SERVER_START_TRIES; try++)); do
        if server_answers; then return 0; fi
        kill -0 "$server_pid" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 5 "$demo_dir/hearthd.log" >&2
    return 1
}

demo_stop_server() {
    [ -n "$server_pid" ] || return 0
    kill -TERM "$server_pid" 2>/dev/null
    wait "$server_pid" 2>/dev/null
    server_pid=
}

# demo_in_passing STEPS PROGRAM...: plans the steps, builds the programs if $demo_bin lacks the first of
# them, and makes a demo_dir that is gone when the script ends, however it ends.
demo_in_passing() {
    local steps=$1
    shift
    plan "$steps"
    if [ ! -x "$demo_bin/$1" ]; then
        plan $((steps + 2))
        build_preset release "$@"
    fi
    demo_dir=$(mktemp -d) || exit 1
    trap 'demo_stop_server; rm -rf "$demo_dir"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

# The first two steps of a throw-away authority.
demo_begin() {
    step "Making an authority with made-up families" "$1" demo_make_authority
    step "Starting hearthd" "$1" demo_start_server
}

# Enrols the tablet without its screen and lets it sync once.
demo_enrol_tablet() {
    local code port answers
    port=$(ctl status --json | json_value enrol_port) || return 1
    code=$(ctl enrol-code --worker "$(json_value demo_worker <"$demo_dir/seed.json")" \
        --label "Visiting bag" --json | json_value code) || return 1
    answers=$(printf '%s\n' "enrol 127.0.0.1:$port $code bag" sync exit |
        "$demo_bin/hearth-bench" tablet --dir "$(demo_tablet)" --key-store "$(demo_key_store)" \
            --passphrase-file "$(demo_passphrase_file)") || { echo "$answers"; return 1; }
    echo "$answers"
    ! grep -Eq '"ok": *false' <<<"$answers"
}

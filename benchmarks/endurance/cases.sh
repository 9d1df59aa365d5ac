# What is done to the two gateways while packets pass. Sourced by endurance.sh.

declare -A runs=([left]=0 [right]=0) pids=()

start_gateway() { # SIDE
    local local=$outer_right remote=-
    [[ $1 == right ]] || { local=$hidden_left && remote=$outer_right; }
    runs[$1]=$((runs[$1] + 1))
    start_end "${!1}" "$1-${runs[$1]}.log" "$(java_home 17)/bin/java" -XX:+UseSerialGC -Xmx512m -cp "$classpath" \
        io.flexike.benchmarks.endurance.EnduranceEnd "$1" "$local" "$remote" "$pause"
    pids[$1]=${ends[-1]}
}

# Waits until both have a session that came up after that time. A survivor may learn of it by silence only.
await_sessions() { # MILLISECONDS_SINCE_1970
    local patience=60
    await "the left end has no session" session_since "$1" left
    await "the right end has no session" session_since "$1" right
}

session_since() { # MILLISECONDS SIDE
    awk -v since="$1" '$1 == "SessionUp" && $2 >= since { up = $2 } END { print up; exit !up }' "$results/$2-${runs[$2]}.log"
}

now() {
    date +%s%3N
}

run_case() { # CASE
    local folder=$results/$1 length=$seconds traffic
    [[ $1 == rekeying ]] || length=$((seconds / 4 > 20 ? seconds / 4 : 20))
    mkdir "$folder"
    await_samples
    account >"$folder/before.tsv"
    now >"$folder/begun"
    echo "$1: $length s" >&2
    "$(java_home 17)/bin/java" -XX:+UseSerialGC -Xmx512m -cp "$classpath" io.flexike.benchmarks.endurance.NumberedTraffic \
        "$left" 10.1.0.1 "$right" 10.2.0.1 "$length" "$folder/missing.tsv" >"$folder/traffic.tsv" &
    traffic=$!
    helpers+=("$traffic")
    : >"$folder/outages.tsv"
    "during_$1" "$length" "$folder"
    wait "$traffic" || fail "no traffic"
    await_samples
    account >"$folder/after.tsv"
    ! declare -F "after_$1" >/dev/null || "after_$1"
}

# Waits for figures of both gateways that are newer than this moment.
await_samples() {
    local since patience=$((pause + 10))
    since=$(now)
    for side in left right; do
        await "the $side end says nothing" sample_since "$since" "$side"
    done
}

sample_since() { # MILLISECONDS SIDE
    awk -v since="$1" '$1 == "sample" { last = $2 } END { exit !(last > since) }' "$results/$2-${runs[$2]}.log"
}

during_rekeying() { :; }

during_loss() {
    lose_packets
}

after_loss() {
    lose_no_packets
}

during_rebinding() { # SECONDS
    for _ in 1 2 3; do
        sleep $(($1 / 4))
        rebind
    done
}

during_killing() { # SECONDS FOLDER
    for side in right left; do
        sleep $(($1 / 4))
        kill_and_restart "$side" "$2"
    done
}

kill_and_restart() { # SIDE FOLDER
    local killed
    killed=$(now)
    kill -KILL "${pids[$1]}"
    wait "${pids[$1]}" 2>/dev/null || true
    start_gateway "$1"
    await_sessions "$killed"
    printf '%s\t%s\n' "$killed" "$( (session_since "$killed" left && session_since "$killed" right) | sort -n | tail -n 1)" >>"$2/outages.tsv"
}

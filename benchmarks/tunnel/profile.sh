# Where both ends of a tunnel spend their time, by perf. Sourced by tunnel.sh; PROFILE says into which folder.

profile() { # TUNNEL CASE
    command -v perf >/dev/null || fail "no perf: apt-get install linux-perf"
    mkdir -p "$PROFILE"
    local samples=$scratch/perf.data report=$PROFILE/$1-$2.txt recorder
    perf record -q -e cpu-clock -F 999 -g -o "$samples" -p "$(IFS=, && echo "${ends[*]}")" >/dev/null 2>&1 &
    recorder=$!
    helpers+=("$recorder")
    load "$2" "$seconds" >/dev/null
    kill -INT "$recorder"
    wait "$recorder" || true
    if [[ $1 == flexike* ]]; then
        for end in "${ends[@]}"; do
            "$(java_home "$jdk")/bin/jcmd" "$end" Compiler.perfmap >/dev/null || true
        done
    fi
    {
        printf 'left end %s, right end %s\n' "${ends[@]}"
        report_by pid,comm 0.5
        printf '\nby class, the kernel and each library as one\n'
        report_by dso,symbol 0 | by_class
        report_by pid,comm,dso,symbol 0.4
        printf '\nwith what it calls\n'
        report_by comm,symbol 1 --children
    } >"$report"
    # the JVM writes the names of its methods there and perf reads them there, wherever one is (perf-report(1))
    for end in "${ends[@]}"; do
        rm -f "/tmp/perf-$end.map"
    done
    printf 'profile: %s\n' "$report"
}

report_by() { # KEYS LEAST_PERCENT OPTION...
    printf '\n'
    perf report -i "$samples" --stdio --no-children -g none --sort "$1" --percent-limit "$2" "${@:3}" 2>/dev/null |
        sed -e '/^#/d' -e '/^$/d' -e 's/[- ]*$//' || true
}

# Sums lines of `percent dso [.] symbol` up by class of compiled Java methods, and by library of all others.
by_class() {
    awk '
        NF {
            percent = $1
            sub(/%/, "", percent)
            owner = $2
            if (match($0, /\[k\]/)) owner = "kernel"
            else if ($0 ~ /JIT/) {
                symbol = $0
                sub(/^.*\[\.\] /, "", symbol)
                sub(/\(.*/, "", symbol)
                owner = symbol
                sub(/^.* /, "", owner)
                if (symbol ~ /StubRoutines/) owner = "stubs of the JVM: ciphers, hashes, copies"
                else sub(/\.[^.]*$/, "", owner)
            }
            sum[owner] += percent
        }
        END { for (owner in sum) if (sum[owner] >= 0.5) printf "%6.2f%%  %s\n", sum[owner], owner }' | sort -rn
}

# shellcheck shell=bash
# Reads the machine's own apt sources, in both of apt's forms. Sourced, never run.
# No mirror is named in these files: whatever the machine installs Debian from is good enough.

readonly APT_ETC=${HEARTH_APT_ETC:-/etc/apt}

apt_source_files() {  # apt_source_files EXTENSION
    local file
    for file in "$APT_ETC"/sources."$1" "$APT_ETC"/sources.list.d/*."$1"; do
        if [ -f "$file" ]; then printf '%s\n' "$file"; fi
    done
}

# The stanzas (.sources) that offer SUITE from SUITE's archive, rewritten to offer AS_SUITE.
# All other fields (where, signed by whom) stay as they are.
apt_stanza() {  # apt_stanza SUITE AS_SUITE
    local file
    apt_source_files sources | while IFS= read -r file; do
        awk -v suite="$1" -v as_suite="$2" '
            function has(list, word,   parts, n, i) {
                n = split(list, parts, /[ \t\n]+/)
                for (i = 1; i <= n; i++) if (parts[i] == word) return 1
                return 0
            }
            BEGIN { RS = "" }
            {
                split("", field); split("", order); count = 0; name = ""
                lines = split($0, line, "\n")
                for (i = 1; i <= lines; i++) {
                    if (line[i] ~ /^#/) continue
                    if (line[i] ~ /^[ \t]/) { field[name] = field[name] "\n" line[i]; continue }
                    colon = index(line[i], ":")
                    if (colon == 0) continue
                    name = tolower(substr(line[i], 1, colon - 1))
                    order[++count] = name
                    value = substr(line[i], colon + 1)
                    sub(/^[ \t]+/, "", value)
                    field[name] = value
                }
                if (tolower(field["enabled"]) ~ /^(no|false|off|0)$/) next
                if (!has(field["types"], "deb") || !has(field["suites"], suite)) next
                if (field["uris"] ~ /^cdrom:/ || !has(field["components"], "main")) next
                print "Types: deb"
                for (i = 1; i <= count; i++) {
                    name = order[i]
                    if (name == "types" || name == "enabled" || name ~ /^x-/) continue
                    if (name == "suites") print "Suites: " as_suite
                    else if (name == "components") print "Components: main"
                    else if (name == "uris") print "URIs: " field[name]
                    else if (name == "signed-by") print "Signed-By: " field[name]
                    else print name ": " field[name]
                }
                exit
            }' "$file"
    done | awk '/^Types:/ && seen++ { exit } { print }'
}

# The same for the one-line form (.list).
apt_line() {  # apt_line SUITE AS_SUITE
    local file
    apt_source_files list | while IFS= read -r file; do
        awk -v suite="$1" -v as_suite="$2" '
            $1 != "deb" { next }
            {
                options = ""; rest = $0
                sub(/^[ \t]*deb[ \t]+/, "", rest)
                if (substr(rest, 1, 1) == "[") {
                    options = substr(rest, 1, index(rest, "]")) " "
                    rest = substr(rest, index(rest, "]") + 1)
                    sub(/^[ \t]+/, "", rest)
                }
                sub(/#.*/, "", rest)
                n = split(rest, part, /[ \t]+/)
                main = 0
                for (i = 3; i <= n; i++) if (part[i] == "main") main = 1
                if (part[2] != suite || !main || part[1] ~ /^cdrom:/) next
                print "deb " options part[1] " " as_suite " main"
                exit
            }' "$file"
    done | head -n 1
}

apt_has_suite() { [ -n "$(apt_stanza "$1" "$1")$(apt_line "$1" "$1")" ]; }  # apt_has_suite SUITE

# Where the machine installs SUITE from: the first URI.
apt_uri_of() {  # apt_uri_of SUITE
    local uri
    uri=$(apt_stanza "$1" "$1" | awk '$1 == "URIs:" { print $2; exit }')
    if [ -z "$uri" ]; then
        uri=$(apt_line "$1" "$1" | sed 's/\[[^]]*\] *//' | awk '{ print $2; exit }')
    fi
    printf '%s\n' "$uri"
}

# The tools that tests call, for scripts to source: installed where they are missing, never left out in silence.

# A tool by the name of its command, or the path of its files, and of its package.
need() {
    local tool=$1 package=$2
    there() { command -v "$tool" >/dev/null || [ -e "$tool" ]; }
    there && return
    echo "$0: installing $package for $tool"
    if command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }; then
        local as_root=()
        [ "$(id -u)" = 0 ] || as_root=(sudo)
        "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq "$package"
    fi
    there || {
        echo "$0: the tests need $tool (package $package), which could not be installed" >&2
        exit 1
    }
}

# Python with the packages blake3, cryptography and pyarrow, in an environment of the tests' own, for the independent
# readers of ledgers and of exported tables.
python() {
    need python3 python3
    local environment=target/tests-python
    if ! "$environment/bin/python" -c 'import blake3, cryptography, pyarrow' 2>/dev/null; then
        rm -rf "$environment"
        python3 -m venv "$environment" 2>/dev/null || {
            need virtualenv python3-virtualenv
            virtualenv -q "$environment"
        }
        "$environment/bin/pip" install --quiet --disable-pip-version-check 'blake3>=1,<2' 'cryptography>=42' 'pyarrow>=20' || {
            echo "$0: the tests need the Python packages blake3, cryptography and pyarrow, which could not be installed" >&2
            exit 1
        }
    fi
    export ONRECORD_TESTS_PYTHON="$PWD/$environment/bin/python"
}

# Go with the checksum database's own code for notes and trees, which judges checkpoints, proofs and published logs.
go_with_sumdb() {
    need go golang-go
    need /usr/share/gocode/src/golang.org/x/mod/sumdb golang-golang-x-mod-dev
}

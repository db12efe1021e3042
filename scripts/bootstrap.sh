#!/bin/sh
# Brings the project up, then runs the given command under a Node that is recent enough.
#   sh scripts/bootstrap.sh FILE.ts [ARGS...]   run a TypeScript file of this repository
#   sh scripts/bootstrap.sh --exec CMD [ARGS...] run a command with the project's binaries on PATH
# It needs a POSIX shell, any Node with npx, and the package registry the first time. Everything it says goes to stderr.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

say() { printf 'turnpike: %s\n' "$*" >&2; }

if [ $# -eq 0 ] || { [ "$1" = "--exec" ] && [ $# -eq 1 ]; }; then
  say "give a TypeScript file of this repository, or --exec and a command"
  exit 2
fi

# Node below 24.18.1 (22.23.2 on the 22 line) has known HTTP/2 denial-of-service bugs.
node_is_recent() {
  command -v node >/dev/null 2>&1 || return 1
  node -e 'const [a,b,c]=process.versions.node.split(".").map(Number);
    const at=(x,y,z)=>a>x||(a===x&&(b>y||(b===y&&c>=z)));
    process.exit(at(24,18,1)||(a===22&&at(22,23,2))?0:1)' >/dev/null 2>&1
}

# Runs a slow step with its output in a file, and shows that it is alive: a line every ten seconds with the time spent.
# The line stops by itself when this shell is gone; the sleep holds none of our output open meanwhile.
with_heartbeat() {
  label=$1
  output=$2
  shift 2
  ( waited=0
    while sleep 10 >/dev/null 2>&1 && kill -0 "$$" 2>/dev/null; do
      waited=$((waited + 10))
      say "$label, ${waited} s so far"
    done ) &
  heartbeat=$!
  status=0
  "$@" >"$output" 2>&1 || status=$?
  kill "$heartbeat" 2>/dev/null || true
  wait "$heartbeat" 2>/dev/null || true
  return "$status"
}

if ! node_is_recent; then
  found=$(node -v 2>/dev/null || echo none)
  if [ -n "${TURNPIKE_BOOTSTRAPPED:-}" ]; then
    say "Node $found is still too old after fetching Node 24 with npx; install Node 24.18.1 or newer and try again"
    exit 1
  fi
  if [ "$found" = none ]; then
    say "no Node here: install Node 24.18.1 or newer (https://nodejs.org) and try again"
    exit 1
  fi
  if ! command -v npx >/dev/null 2>&1; then
    say "Node $found is older than 24.18.1 and there is no npx to fetch a newer one: install Node 24.18.1 or newer (https://nodejs.org) and try again"
    exit 1
  fi
  say "Node $found is older than 24.18.1; running under Node 24 from the package registry"
  TURNPIKE_BOOTSTRAPPED=1
  export TURNPIKE_BOOTSTRAPPED
  # The package "node" fetches its binary in an install script, which this repository's .npmrc switches off for everything else.
  exec npx --yes --ignore-scripts=false --package=node@24 -- sh "$root/scripts/bootstrap.sh" "$@"
fi

# npm passes its own settings down as variables; an inner npm must read the user's, not the outer run's.
unset npm_config_yes npm_config_package npm_config_call npm_config_ignore_scripts 2>/dev/null || true

lock_sum=$(cksum < "$root/package-lock.json")
stamp="$root/node_modules/.turnpike-lock"
if [ ! -f "$stamp" ] || [ "$(cat "$stamp")" != "$lock_sum" ]; then
  say "installing packages (only when they change; about a minute)"
  # Whatever happens from here on, the old packages are not to be taken for installed.
  rm -f "$stamp"
  log=$(mktemp)
  if ! with_heartbeat "installing packages" "$log" npm ci --prefix "$root" --no-audit --no-fund --loglevel=error; then
    cat "$log" >&2
    rm -f "$log"
    say "npm ci failed; the lines above say why. Check the connection to the package registry, then run the same command again"
    exit 1
  fi
  rm -f "$log"
  printf '%s\n' "$lock_sum" > "$stamp"
  say "packages installed"
fi

if [ -f "$root/scripts/generate-prisma.ts" ]; then node "$root/scripts/generate-prisma.ts" >&2; fi
if [ -f "$root/scripts/generate-database.ts" ]; then node --disable-warning=ExperimentalWarning "$root/scripts/generate-database.ts" >&2; fi
if [ -f "$root/scripts/build-web.ts" ]; then node --disable-warning=ExperimentalWarning "$root/scripts/build-web.ts" >&2; fi

if [ "$1" = "--exec" ]; then
  shift
  PATH="$root/node_modules/.bin:$PATH"
  export PATH
  exec "$@"
fi
file=$1
shift
exec node --disable-warning=ExperimentalWarning "$root/$file" "$@"

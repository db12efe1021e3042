#!/bin/sh
# Brings the project up, then runs the given command under a Node that is recent enough.
#   sh scripts/bootstrap.sh FILE.ts [ARGS...]   run a TypeScript file of this repository
#   sh scripts/bootstrap.sh --exec CMD [ARGS...] run a command with the project's binaries on PATH
# It needs a POSIX shell, any Node with npx, and the package registry the first time. Everything it says goes to stderr.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)

say() { printf 'turnpike: %s\n' "$*" >&2; }

# Node below 24.18.1 (22.23.2 on the 22 line) has known HTTP/2 denial-of-service bugs.
node_is_recent() {
  command -v node >/dev/null 2>&1 || return 1
  node -e 'const [a,b,c]=process.versions.node.split(".").map(Number);
    const at=(x,y,z)=>a>x||(a===x&&(b>y||(b===y&&c>=z)));
    process.exit(at(24,18,1)||(a===22&&at(22,23,2))?0:1)' >/dev/null 2>&1
}

# Shows that a slow step is alive: a line every ten seconds with the time spent.
with_heartbeat() {
  label=$1
  shift
  ( waited=0
    while sleep 10; do waited=$((waited + 10)); say "$label, ${waited} s so far"; done ) &
  heartbeat=$!
  status=0
  "$@" || status=$?
  kill "$heartbeat" 2>/dev/null || true
  wait "$heartbeat" 2>/dev/null || true
  return "$status"
}

if ! node_is_recent; then
  if [ -n "${TURNPIKE_BOOTSTRAPPED:-}" ]; then
    say "Node $(node -v 2>/dev/null || echo none) is still too old after fetching Node 24 with npx; install Node 24.18.1 or newer and try again"
    exit 1
  fi
  if ! command -v npx >/dev/null 2>&1; then
    say "no Node here: install Node 24.18.1 or newer (https://nodejs.org) and try again"
    exit 1
  fi
  say "Node $(node -v) is older than 24.18.1; running under Node 24 from the package registry"
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
  log=$(mktemp)
  if ! with_heartbeat "installing packages" npm ci --prefix "$root" --no-audit --no-fund --loglevel=error >"$log" 2>&1; then
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

if [ "$1" = "--exec" ]; then
  shift
  PATH="$root/node_modules/.bin:$PATH"
  export PATH
  exec "$@"
fi
file=$1
shift
exec node --disable-warning=ExperimentalWarning "$root/$file" "$@"

#!/bin/sh
# Lays out what the image holds, a directory for each of its layers, from a checkout whose packages are installed:
#   sh deploy/image/assemble.sh DIRECTORY
# The Dockerfile runs it, and so may whoever has no Docker.
set -eu
out=${1:?expected a directory}
here=$(dirname "$0")
rm -rf "$out"
mkdir -p "$out/node/usr/bin" "$out/packages/app" "$out/podpass/app"

# Node as the lock file names it, and the one library of it that the base has not.
node=$(node_modules/.bin/node -p 'fs.realpathSync(process.execPath)')
install -m 755 "$node" "$out/node/usr/bin/node"
ldd "$node" | sed -n 's/.*=> \(.*libatomic\.so[^ ]*\) .*/\1/p' | while read -r library; do
  folder=$out/node/usr/lib/$(basename "$(dirname "$library")")
  mkdir -p "$folder"
  install -m 644 "$(readlink -f "$library")" "$folder/$(basename "$library")"
done

# The packages that the program needs while it runs; no scripts of theirs are run.
cp package.json package-lock.json "$out/packages/app/"
(cd "$out/packages/app" && npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error)
rm "$out/packages/app/package.json" "$out/packages/app/package-lock.json"

# The program; package.json and bin beside it are those that are published.
node_modules/.bin/node tools/build-package.ts
cp -R dist/package/. "$out/podpass/app/"
install -m 755 "$here/podpass" "$out/podpass/podpass"
install -m 755 "$here/webhook" "$out/podpass/webhook"

# Everybody may read and nobody write.
chmod -R a+rX,go-w "$out"
for layer in node packages podpass; do
  printf 'layer %-9s %9s bytes\n' "$layer" "$(du -sb --apparent-size "$out/$layer" | cut -f1)"
done

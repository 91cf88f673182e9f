#!/usr/bin/env bash
# The documentation of the libraries as web pages: symbol graphs from the compiler, pages from the toolchain's own DocC.
# No plugin is needed for it, so nobody who depends on this package fetches one. Warnings are errors.
set -euo pipefail
cd "$(dirname "$0")/.."
modules=(MigrationCore MigrationSchema MigrationLifecycle MigrateCLI)
output=.build/docs
work=.build/docs-work

docc=$(command -v docc || xcrun --find docc 2>/dev/null) || { echo "docc is needed, which comes with Swift's toolchain" >&2; exit 1; }

graphs="$(dirname "$(swift build --show-bin-path)")/symbolgraph"
rm -rf "$graphs" "$work" "$output"
mkdir -p "$work"
# It also asks for the graphs of test modules, and fails where those are not built: what counts is whether ours are there.
swift package dump-symbol-graph --minimum-access-level public --skip-synthesized-members --emit-extension-block-symbols \
    >"$work/graphs.log" 2>&1 || true
for module in "${modules[@]}"; do
    [ -s "$graphs/$module.symbols.json" ] && continue
    cut -c1-300 "$work/graphs.log" >&2
    echo "the compiler wrote no symbol graph of $module" >&2
    exit 1
done

archives=()
for module in "${modules[@]}"; do
    mkdir -p "$work/graphs/$module"
    cp "$graphs/$module".symbols.json "$work/graphs/$module"
    for extension in "$graphs/$module"@*.symbols.json; do
        if [ -e "$extension" ]; then cp "$extension" "$work/graphs/$module"; fi
    done
    "$docc" convert "Sources/$module/$module.docc" --additional-symbol-graph-dir "$work/graphs/$module" \
        --fallback-display-name "$module" --fallback-bundle-identifier "$module" --fallback-default-module-kind Library \
        --warnings-as-errors --output-path "$work/$module.doccarchive"
    archives+=("$work/$module.doccarchive")
done
"$docc" merge "${archives[@]}" --synthesized-landing-page-name swift-migrate --output-path "$output"
echo "written to $output; to read it: python3 -m http.server --directory $output 8000, and then http://127.0.0.1:8000/documentation"

#!/bin/sh
# size.sh - print what Coir's structs and code cost, on 64-bit, 32-bit, Cortex-M0 and AVR.
#
# Bytes of RAM per struct come from size.c, bytes of code from `size` over the core's objects, compiled for size.
# docs/cost.md holds the output of this script between two marks; `size.sh --write` renews it there.
set -eu
cd "$(dirname "$0")/.."
out=build/size
mkdir -p "$out"

# target, compiler with options, its nm, its size
targets='
64-bit|cc -O2 -DNDEBUG|nm|size
32-bit|cc -O2 -DNDEBUG -m32 -I/usr/include/x86_64-linux-gnu|nm|size
Cortex-M0|arm-none-eabi-gcc -Os -mcpu=cortex-m0 -mthumb -ffreestanding|arm-none-eabi-nm|arm-none-eabi-size
Cortex-M0,small|arm-none-eabi-gcc -Os -mcpu=cortex-m0 -mthumb -ffreestanding -DCOIR_CANCEL=0|arm-none-eabi-nm|arm-none-eabi-size
ATmega328P|avr-gcc -Os -mmcu=atmega328p|avr-nm|avr-size
ATmega328P,small|avr-gcc -Os -mmcu=atmega328p -DCOIR_CANCEL=0|avr-nm|avr-size
'

each_target() { # command: called with name, compiler, nm, size
    echo "$targets" | while IFS='|' read -r name compiler nm size; do
        [ -z "$name" ] || "$@" "$name" "$compiler" "$nm" "$size"
    done
}

measure_code() {
    for file in task loop timers; do
        $2 -std=c99 -Iinclude -c "lib/$file.c" -o "$out/$file.o"
        $4 "$out/$file.o" | awk -v t="$1" -v f="$file" 'NR == 2 { print t, f ".c", $1 }'
    done
}

# Rows "target what bytes" as a Markdown table: a line per what, a column per target.
table() {
    awk -v title="$1" '
        !($1 in seen) { seen[$1] = 1; column[++columns] = $1 }
        !($2 in known) { known[$2] = 1; row[++rows] = $2 }
        { value[$2, $1] = $3 }
        END {
            printf "| %s |", title; for (c = 1; c <= columns; c++) { t = column[c]; sub(",", ", ", t); printf " %s |", t }
            printf "\n| --- |"; for (c = 1; c <= columns; c++) printf " ---: |"; print ""
            for (r = 1; r <= rows; r++) {
                name = row[r]; gsub("_", " ", name); printf "| %s |", name
                for (c = 1; c <= columns; c++) printf " %s |", ((row[r], column[c]) in value) ? value[row[r], column[c]] : "–"
                print ""
            }
        }'
}

# awk without strtonum: hexadecimal sizes of nm, in decimal
decimal() {
    while read -r target what hex; do
        printf '%s %s %d\n' "$target" "$what" "0x$hex"
    done
}

measure_structs() {
    $2 -std=c99 -fno-common -Iinclude -c bench/size.c -o "$out/rows.o"
    $3 -S "$out/rows.o" | awk -v t="$1" '$4 ~ /^row_/ { print t, substr($4, 5), $2 }' | decimal
}

in_order() { # rows in the order of size.c
    rows=$(sed -n 's/^ROW(\([a-z_]*\),.*/\1/p' bench/size.c)
    cat > "$out/rows.txt"
    for row in $rows; do grep " $row " "$out/rows.txt" || true; done
}

report() {
    echo "Bytes of RAM. Small: without cancellation and joins (\`COIR_CANCEL=0\`)."
    echo
    each_target measure_structs | in_order | table struct
    echo
    echo "Bytes of code: the three files of tasks, loop and timers, compiled whole (a linker with"
    echo "\`--gc-sections\` keeps only what is called)."
    echo
    each_target measure_code | table file
}

if [ "${1:-}" = --write ]; then
    report > "$out/report.md"
    awk -v file="$out/report.md" '
        /<!-- size:begin -->/ { print; while ((getline line < file) > 0) print line; skip = 1 }
        /<!-- size:end -->/ { skip = 0 }
        !skip || /<!-- size:end -->/ { if (!/<!-- size:begin -->/) print }' docs/cost.md > "$out/cost.md"
    cp "$out/cost.md" docs/cost.md
else
    report
fi

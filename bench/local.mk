# bench/: measurements as ratios within one run. Must not be part of `make check`.

/** Benchmarks: what Shunt costs, as ratios in one run. Run by {@code mvn verify -Pbench}, see docs/benchmarks.md. */
@NullMarked
package dev.shunt.bench;

import org.jspecify.annotations.NullMarked;

/** Counters and sampled timers, and how they are shown. */
@NullMarked
package dev.shunt.metrics;

import org.jspecify.annotations.NullMarked;

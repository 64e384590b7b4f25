/** The command {@code metrics}: the numbers of a running instance as Prometheus reads them. */
@NullMarked
package dev.shunt.admin.metrics;

import org.jspecify.annotations.NullMarked;

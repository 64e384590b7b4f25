/** Compares tables of the two sides range by range, by checksums made inside the databases where both make the same. */
@NullMarked
package dev.shunt.verify;

import org.jspecify.annotations.NullMarked;

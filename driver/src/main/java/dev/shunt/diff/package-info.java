/** Diff records, the diff log that keeps them, and its reader. */
@NullMarked
package dev.shunt.diff;

import org.jspecify.annotations.NullMarked;

/** Brings rows of the secondary up to the primary's current state: the one mechanism that makes two databases equal. */
@NullMarked
package dev.shunt.rowsync;

import org.jspecify.annotations.NullMarked;

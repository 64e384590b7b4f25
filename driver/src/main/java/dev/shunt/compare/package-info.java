/** Compares values, rows and results by value. Pure: no I/O, no clock. */
@NullMarked
package dev.shunt.compare;

import org.jspecify.annotations.NullMarked;

/** Describes the databases themselves: tables, columns, keys, and the dialects in which they are spoken to. */
@NullMarked
package dev.shunt.schema;

import org.jspecify.annotations.NullMarked;

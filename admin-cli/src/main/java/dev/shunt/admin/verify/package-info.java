/** {@code verify}: compares whole tables of both sides while they are written to. */
@NullMarked
package dev.shunt.admin.verify;

import org.jspecify.annotations.NullMarked;

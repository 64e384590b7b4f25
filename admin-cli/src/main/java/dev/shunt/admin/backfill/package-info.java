/** {@code backfill}: copies what was there before the mirror was on. */
@NullMarked
package dev.shunt.admin.backfill;

import org.jspecify.annotations.NullMarked;

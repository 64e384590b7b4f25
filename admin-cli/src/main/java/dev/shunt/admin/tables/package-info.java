/** What {@code verify}, {@code backfill} and {@code repair} share: both databases, their pace, their progress. */
@NullMarked
package dev.shunt.admin.tables;

import org.jspecify.annotations.NullMarked;

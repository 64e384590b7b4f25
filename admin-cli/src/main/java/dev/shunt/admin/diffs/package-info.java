/** Shows what the shadow reads found: {@code shunt diffs}. */
@NullMarked
package dev.shunt.admin.diffs;

import org.jspecify.annotations.NullMarked;

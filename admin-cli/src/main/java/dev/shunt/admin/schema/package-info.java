/** {@code schema}: the statements that create on the target the tables that it lacks. */
@NullMarked
package dev.shunt.admin.schema;

import org.jspecify.annotations.NullMarked;

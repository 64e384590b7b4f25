/** Shows how the running instance is: {@code shunt status}. */
@NullMarked
package dev.shunt.admin.status;

import org.jspecify.annotations.NullMarked;

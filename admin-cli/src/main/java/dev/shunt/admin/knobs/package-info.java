/** Changes the file: {@code shunt set} and {@code shunt off}. */
@NullMarked
package dev.shunt.admin.knobs;

import org.jspecify.annotations.NullMarked;

/** {@code preflight}: finds beforehand what would make a migration fail later. One class for each check. */
@NullMarked
package dev.shunt.admin.preflight;

import org.jspecify.annotations.NullMarked;

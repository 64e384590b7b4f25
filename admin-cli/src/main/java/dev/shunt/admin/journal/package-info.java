/** The command {@code journal}: what is still to be synced, why, and waiting until nothing is. */
@NullMarked
package dev.shunt.admin.journal;

import org.jspecify.annotations.NullMarked;

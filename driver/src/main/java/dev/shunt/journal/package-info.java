/** Keeps intents and taints: what is still to be row-synced, and which tables cannot be listed row by row. */
@NullMarked
package dev.shunt.journal;

import org.jspecify.annotations.NullMarked;

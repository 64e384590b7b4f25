/** Turns the application's writes into keys, keys into intents, and intents into row syncs. */
@NullMarked
package dev.shunt.mirror;

import org.jspecify.annotations.NullMarked;

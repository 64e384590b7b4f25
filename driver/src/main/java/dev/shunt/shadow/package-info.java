/** Runs reads on the other side in the background and compares the answers. */
@NullMarked
package dev.shunt.shadow;

import org.jspecify.annotations.NullMarked;

/** Decides, from facts alone, where a statement runs. */
@NullMarked
package dev.shunt.route;

import org.jspecify.annotations.NullMarked;

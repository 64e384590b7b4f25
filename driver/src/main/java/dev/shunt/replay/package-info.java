/** Keeps what the application set on a statement, so that it can be read or set again on another one. */
@NullMarked
package dev.shunt.replay;

import org.jspecify.annotations.NullMarked;

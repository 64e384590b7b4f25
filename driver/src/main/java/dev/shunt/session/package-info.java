/** The connections that Shunt itself opens to each side, their pools, and the breaker that stops trying a dead side. */
@NullMarked
package dev.shunt.session;

import org.jspecify.annotations.NullMarked;

/** Tests of the whole on two live databases: H2, and two real servers. */
@NullMarked
package dev.shunt.it;

import org.jspecify.annotations.NullMarked;

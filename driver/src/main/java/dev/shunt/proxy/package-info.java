/** Generates a wrapper class for a delegate's class, with every public interface of it. The only room that knows Byte Buddy. */
@NullMarked
package dev.shunt.proxy;

import org.jspecify.annotations.NullMarked;

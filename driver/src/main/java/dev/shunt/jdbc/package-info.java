/** The wrapped java.sql objects: only the methods that decide; the rest is generated. */
@NullMarked
package dev.shunt.jdbc;

import org.jspecify.annotations.NullMarked;

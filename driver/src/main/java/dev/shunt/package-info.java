/** The front door: the JDBC driver, the data source, the URL, and the wiring of the rooms below. */
@NullMarked
package dev.shunt;

import org.jspecify.annotations.NullMarked;

/** The options, the file that sets them, its validation and its reloading. The only room that knows Commons Configuration. */
@NullMarked
package dev.shunt.config;

import org.jspecify.annotations.NullMarked;

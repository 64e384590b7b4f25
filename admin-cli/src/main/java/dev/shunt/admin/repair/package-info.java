/** {@code repair}: brings rows that were found to differ up to the primary. */
@NullMarked
package dev.shunt.admin.repair;

import org.jspecify.annotations.NullMarked;

/** The command line: one room per group of commands. */
@NullMarked
package dev.shunt.admin;

import org.jspecify.annotations.NullMarked;

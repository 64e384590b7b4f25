/** What every command says to a person: colour, tables, exit codes, errors that name the fix. */
@NullMarked
package dev.shunt.admin.terminal;

import org.jspecify.annotations.NullMarked;

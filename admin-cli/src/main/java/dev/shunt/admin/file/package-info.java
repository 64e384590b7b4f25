/** Which file a command is about: {@code -f}, and what it says. */
@NullMarked
package dev.shunt.admin.file;

import org.jspecify.annotations.NullMarked;

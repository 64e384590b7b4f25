/** Moves a small shop from one database to another before one's eyes: {@code shunt demo}. */
@NullMarked
package dev.shunt.admin.demo;

import org.jspecify.annotations.NullMarked;

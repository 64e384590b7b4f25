/** {@code control}: the register's tables, and what an operator says about instances and taints in them. */
@NullMarked
package dev.shunt.admin.control;

import org.jspecify.annotations.NullMarked;

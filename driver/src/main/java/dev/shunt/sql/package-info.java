/** Analyses a statement's text once and caches the answer: what it does, to which tables, and how its rows can be named. The only room that knows the parser. */
@NullMarked
package dev.shunt.sql;

import org.jspecify.annotations.NullMarked;

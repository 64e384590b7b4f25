package dev.shunt.jdbc;

/**
 * What is still under way that began under other knobs than those in use.
 *
 * @param open connections with such a transaction or statement
 * @param uncertain connections that may have one: a procedure was called, or the like, and nothing has ended it since
 */
public record Older(int open, int uncertain) {}

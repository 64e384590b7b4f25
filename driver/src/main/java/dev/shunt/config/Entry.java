package dev.shunt.config;

/**
 * One {@code key = value} of a file.
 *
 * @param value escapes resolved, look-ups not
 * @param commented whether a {@code # comment} was cut off behind the value
 * @param separated whether there is a separator between key and value
 * @param first its first line, counted from 1
 * @param last its last line; greater where it is continued by backslashes
 */
record Entry(String key, String value, boolean commented, boolean separated, int first, int last) {}

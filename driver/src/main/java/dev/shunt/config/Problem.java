package dev.shunt.config;

/**
 * Something wrong with the content of a file.
 *
 * @param line counted from 1; 0 where it is not about a line
 */
record Problem(int line, String text) {
    @Override
    public String toString() {
        return line == 0 ? text : "line " + line + ": " + text;
    }
}

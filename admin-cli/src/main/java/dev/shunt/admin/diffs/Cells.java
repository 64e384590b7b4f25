package dev.shunt.admin.diffs;

import org.jspecify.annotations.Nullable;

/**
 * Two values as they fit into two cells of a width, where they begin to differ if they are too long.
 *
 * @param primary without control characters
 * @param secondary likewise
 */
record Cells(String primary, String secondary) {
    private static final String CUT = "…";

    static Cells of(@Nullable String primary, @Nullable String secondary, int width) {
        String left = visible(primary);
        String right = visible(secondary);
        int common = 0;
        int shorter = Math.min(left.length(), right.length());
        while (common < shorter && left.charAt(common) == right.charAt(common)) {
            common++;
        }
        boolean same = common == left.length() && common == right.length();
        int start = same || common < width * 2 / 3 ? 0 : common - width / 3;
        return new Cells(window(left, start, width), window(right, start, width));
    }

    private static String window(String text, int start, int width) {
        int from = Math.min(start, text.length());
        String shown = (from > 0 ? CUT : "") + text.substring(from);
        return shown.length() <= width ? shown : shown.substring(0, Math.max(0, width - 1)) + CUT;
    }

    /** Returns {@code value} so that blanks at its ends, line ends and control characters can be seen. */
    static String visible(@Nullable String value) {
        if (value == null) {
            return "NULL";
        }
        StringBuilder visible = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            visible.append(
                    switch (c) {
                        case '\n' -> "\\n";
                        case '\r' -> "\\r";
                        case '\t' -> "\\t";
                        default -> Character.isISOControl(c) ? String.format("\\u%04x", (int) c) : String.valueOf(c);
                    });
        }
        boolean quoted = value.isEmpty() || value.equals("NULL") || !value.equals(value.strip());
        return quoted ? "'" + visible + "'" : visible.toString();
    }
}

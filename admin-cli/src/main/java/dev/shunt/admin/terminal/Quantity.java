package dev.shunt.admin.terminal;

import java.util.Locale;

/** Numbers as people read them. */
public final class Quantity {
    private Quantity() {}

    /** Returns {@code 12,345}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Returns a latency in microseconds as {@code 0.42 ms}, or in seconds from one second on. */
    public static String latency(long micros) {
        return micros < 1_000_000
                ? String.format(Locale.ROOT, micros < 10_000 ? "%.2f ms" : "%.0f ms", micros / 1e3)
                : String.format(Locale.ROOT, "%.1f s", micros / 1e6);
    }

    /** Returns {@code 850 ms}, {@code 12 s}, {@code 5 min} or {@code 3 h}. */
    public static String age(long millis) {
        if (millis < 1_000) {
            return millis + " ms";
        }
        long seconds = millis / 1_000;
        return seconds < 120 ? seconds + " s" : seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    }

    /** Returns {@code 1 row} or {@code 2 rows}. */
    public static String amount(long number, String noun) {
        return count(number) + " " + noun + (number == 1 ? "" : "s");
    }
}

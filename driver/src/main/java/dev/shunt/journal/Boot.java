package dev.shunt.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Tells one run of the machine from the next. */
final class Boot {
    private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");
    private static final long SAME_MINUTES = 2;

    private Boot() {}

    /** Returns the name of this run; where the system has none, the minute in which it began. */
    static String id() {
        try {
            return Files.readString(LINUX, StandardCharsets.US_ASCII).trim();
        } catch (IOException | RuntimeException e) {
            long millis = System.currentTimeMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
            return Long.toString(TimeUnit.MILLISECONDS.toMinutes(millis));
        }
    }

    /** Returns true if both are of one run, for certain or, where only minutes are known, by all appearances. */
    static boolean same(String one, String other) {
        if (one.matches("-?\\d{1,15}") && other.matches("-?\\d{1,15}")) {
            return Math.abs(Long.parseLong(one) - Long.parseLong(other)) <= SAME_MINUTES;
        }
        return one.equals(other);
    }
}

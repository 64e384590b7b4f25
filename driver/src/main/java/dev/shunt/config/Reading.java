package dev.shunt.config;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What was found at a path.
 *
 * @param text the content; null where it cannot be read
 * @param failure why not; null where it can
 */
record Reading(@Nullable String text, @Nullable String failure) {
    private static final Duration SETTLED = Duration.ofMillis(100);
    private static final Duration SETTLED_WITHOUT_END = Duration.ofMillis(400);

    static Reading of(Path file) {
        try {
            return new Reading(FileText.read(file), null);
        } catch (IOException e) {
            return new Reading(null, e.getMessage());
        }
    }

    Config parse(Path file) throws ConfigException {
        if (text == null) {
            throw new ConfigException(file, String.valueOf(failure));
        }
        return Config.parse(file, text);
    }

    /** How long it must stay the same to be taken for whole: a file that ends within a line looks half-written. */
    Duration settling() {
        return text == null || text.endsWith("\n") ? SETTLED : SETTLED_WITHOUT_END;
    }
}

package dev.shunt.admin.preflight;

import dev.shunt.admin.terminal.Style;
import java.util.Locale;

/** How much a finding matters. */
enum Severity {
    /** The migration fails, or loses something. */
    BLOCKER(Style.RED),
    /** It works, and something is different, slow or not seen. */
    WARNING(Style.YELLOW),
    /** Good to know. */
    NOTE(Style.DIM);

    private final Style style;

    Severity(Style style) {
        this.style = style;
    }

    Style style() {
        return style;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

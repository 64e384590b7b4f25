package dev.shunt.admin.diffs;

import dev.shunt.admin.terminal.Style;
import java.util.Locale;

/** Where the differences of a group are going. */
enum Trend {
    /** First seen in the last ten minutes. */
    NEW(Style.RED),
    /** More than twice as often in the later half of the time as in the earlier. */
    RISING(Style.RED),
    STEADY(Style.YELLOW),
    /** Less than half as often in the later half. */
    FALLING(Style.YELLOW),
    /** The statement has been compared for so long without it that it would have shown, were it as frequent as before. */
    QUIET(Style.GREEN);

    private final Style style;

    Trend(Style style) {
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

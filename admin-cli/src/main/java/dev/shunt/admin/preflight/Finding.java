package dev.shunt.admin.preflight;

import dev.shunt.config.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that a check has found. Immutable.
 *
 * @param object the table, column, setting, …
 * @param source what the source has
 * @param target what the target has
 * @param why why it matters
 * @param fix what to do about it, where there is more to say than {@code sql}; else empty
 * @param on the side that {@code sql} is for
 * @param sql the statements that mend it; empty where none can
 */
record Finding(
        Severity severity,
        String object,
        String source,
        String target,
        String why,
        String fix,
        @Nullable Side on,
        List<String> sql) {
    static Finding blocker(String object, String source, String target, String why) {
        return new Finding(Severity.BLOCKER, object, source, target, why, "", null, List.of());
    }

    static Finding warning(String object, String source, String target, String why) {
        return new Finding(Severity.WARNING, object, source, target, why, "", null, List.of());
    }

    static Finding note(String object, String source, String target, String why) {
        return new Finding(Severity.NOTE, object, source, target, why, "", null, List.of());
    }

    /** Returns a finding about one side. */
    static Finding of(Severity severity, Side side, String object, String found, String why) {
        boolean source = side == Side.SOURCE;
        return new Finding(severity, object, source ? found : "", source ? "" : found, why, "", null, List.of());
    }

    /** Returns it with what to do about it. */
    Finding fix(String text) {
        return new Finding(severity, object, source, target, why, text, on, sql);
    }

    /** Returns it with the statements that mend it. */
    Finding sql(Side side, String... statements) {
        return new Finding(severity, object, source, target, why, fix, side, List.of(statements));
    }

    Map<String, @Nullable Object> json(String check) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("check", check);
        json.put("severity", severity.toString());
        json.put("object", object);
        json.put("source", source);
        json.put("target", target);
        json.put("why", why);
        json.put("fix", fix.isEmpty() ? null : fix);
        json.put("on", on == null ? null : on.toString());
        json.put("sql", sql);
        return json;
    }
}

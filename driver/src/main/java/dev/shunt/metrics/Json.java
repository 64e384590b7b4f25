package dev.shunt.metrics;

import com.fasterxml.jackson.jr.ob.JSON;
import com.fasterxml.jackson.jr.ob.JSON.Feature;
import java.io.IOException;
import java.util.Map;

/** JSON objects as text, and back. */
public final class Json {
    private Json() {}

    /** Returns one line; nulls are written. */
    public static String text(Map<String, ?> object) {
        try {
            return JSON.std.with(Feature.WRITE_NULL_PROPERTIES).asString(object);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Returns the object that {@code text} is.
     *
     * @throws IOException where it is none
     */
    public static Map<String, Object> object(String text) throws IOException {
        return JSON.std.mapFrom(text);
    }
}

package dev.shunt.replay;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parameters bound to one prepared statement, by number from 1; the last value of each wins. Not thread-safe. */
public final class Bindings {
    /** Stands for a value that can be read only once (a stream) or is otherwise unknown. */
    public static final Object UNKNOWN = new Object() {
        @Override
        public String toString() {
            return "(stream)";
        }
    };

    private @Nullable Object[] values;
    private @Nullable Setter[] setters;
    private int count;

    public Bindings() {
        this(new Object[8], new Setter[8], 0);
    }

    private Bindings(@Nullable Object[] values, @Nullable Setter[] setters, int count) {
        this.values = values;
        this.setters = setters;
        this.count = count;
    }

    /** Keeps that parameter {@code index} was set to {@code value} by {@code setter}. */
    public void put(int index, @Nullable Object value, Setter setter) {
        if (index < 1) {
            return; // the driver has refused it, or will
        }
        if (index > values.length) {
            int length = Math.max(index, 2 * values.length);
            values = Arrays.copyOf(values, length);
            setters = Arrays.copyOf(setters, length);
        }
        values[index - 1] = value;
        setters[index - 1] = setter;
        count = Math.max(count, index);
    }

    /** Keeps that parameter {@code index} was set to something that cannot be set again. */
    public void putUnknown(int index) {
        put(index, UNKNOWN, (statement, at) -> {
            throw new SQLException("parameter " + index + " was a stream and cannot be set again");
        });
    }

    public void clear() {
        Arrays.fill(values, null);
        Arrays.fill(setters, null);
        count = 0;
    }

    /** Returns the value of parameter {@code index}: null for SQL NULL, {@link #UNKNOWN} where it cannot be told. */
    public @Nullable Object value(int index) {
        return index < 1 || index > count || setters[index - 1] == null ? UNKNOWN : values[index - 1];
    }

    /** Returns all values in order, as {@link #value} does. */
    public List<@Nullable Object> values() {
        List<@Nullable Object> all = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            all.add(value(i));
        }
        return all;
    }

    /** Returns true if everything bound can be set again. */
    public boolean replayable() {
        for (int i = 1; i <= count; i++) {
            if (value(i) == UNKNOWN) {
                return false;
            }
        }
        return true;
    }

    /** Sets everything again on {@code statement}. */
    public void apply(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < count; i++) {
            Setter setter = setters[i];
            if (setter != null) {
                setter.set(statement, i + 1);
            }
        }
    }

    /** Sets the value of parameter {@code index} as parameter {@code at} of another statement. */
    public void apply(PreparedStatement statement, int index, int at) throws SQLException {
        Setter setter = index > count ? null : setters[index - 1];
        if (setter == null) {
            throw new SQLException("parameter " + index + " is not set", "07001");
        }
        setter.set(statement, at);
    }

    /** Returns a copy that later calls do not change. */
    public Bindings snapshot() {
        return new Bindings(Arrays.copyOf(values, count), Arrays.copyOf(setters, count), count);
    }
}

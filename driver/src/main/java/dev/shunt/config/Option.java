package dev.shunt.config;

import java.util.EnumSet;
import java.util.Set;

/**
 * One thing that the file can set: what the parser, the docs and the help of the command line know about it.
 * Immutable; all there are, are in {@link Options}.
 *
 * @param <T> the type of its values
 */
public final class Option<T> {
    enum Trait {
        /** Its value is never shown. */
        SECRET,
        /** A running application keeps the value that it started with. */
        RESTART,
        /** Can be set for one table: {@code table.<name>.<option>}. */
        PER_TABLE,
        /** Can be set for one table, and not for all. */
        TABLE_ONLY
    }

    private final String name;
    private final String defaultText;
    private final Kind<T> kind;
    private final String meaning;
    private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
    private final T defaultValue;

    Option(String name, String defaultText, Kind<T> kind, String meaning, Trait... traits) {
        this.name = name;
        this.defaultText = defaultText;
        this.kind = kind;
        this.meaning = meaning;
        this.traits.addAll(Set.of(traits));
        try {
            this.defaultValue = kind.parse(defaultText);
        } catch (BadValue e) {
            throw new IllegalArgumentException(name + ": the default is not allowed", e);
        }
    }

    /** The key in the file. */
    public String name() {
        return name;
    }

    /** The default as one would write it in the file; empty where the option is simply not set. */
    public String defaultText() {
        return defaultText;
    }

    /** What the option has where the file does not set it. */
    public T defaultValue() {
        return defaultValue;
    }

    /** The values that are allowed, and their unit, in words. */
    public String allowed() {
        return kind.allowed();
    }

    /** What the option does, as a phrase. */
    public String meaning() {
        return meaning;
    }

    /** Whether a change is applied while the application runs; see {@link ConfigFile} for when it is not. */
    public boolean reloads() {
        return !traits.contains(Trait.RESTART);
    }

    /** Whether the value must not be shown anywhere. */
    public boolean secret() {
        return traits.contains(Trait.SECRET);
    }

    /** Whether {@code table.<name>.<option>} sets it for one table. */
    public boolean perTable() {
        return traits.contains(Trait.PER_TABLE) || tableOnly();
    }

    /** Whether nothing but {@code table.<name>.<option>} sets it. */
    public boolean tableOnly() {
        return traits.contains(Trait.TABLE_ONLY);
    }

    boolean allowsEmpty() {
        return kind.empty();
    }

    T parse(String text) throws BadValue {
        return kind.parse(text);
    }

    @Override
    public String toString() {
        return name;
    }
}

package dev.shunt.cluster;

import dev.shunt.journal.Taint;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A list of tables as one text, which has a bound: beyond it, it stands for every table. */
final class TableNames {
    private static final int MOST = 500_000;

    private TableNames() {}

    /** No identifier can have a line end in it but a quoted one that nobody has; such a list stands for every table. */
    static String text(Collection<String> names) {
        String text = names.stream().sorted().collect(Collectors.joining("\n"));
        boolean plain = names.stream().noneMatch(name -> name.isEmpty() || name.indexOf('\n') >= 0);
        return plain && text.length() <= MOST ? text : Taint.EVERY_TABLE;
    }

    static Set<String> of(String text) {
        return text.isEmpty() ? Set.of() : new TreeSet<>(Arrays.asList(text.split("\n", -1)));
    }
}

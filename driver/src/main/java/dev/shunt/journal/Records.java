package dev.shunt.journal;

import dev.shunt.schema.Key;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** What the records of the journal's files say. */
final class Records {
    static final int INTENT = 1;
    static final int COMMITTED = 2;
    static final int CLEARED = 3;

    private static final int EXPECTED = 128;

    private Records() {}

    /**
     * Writes an intent; a table with a key that only its database knows stands for its rows. The session comes last:
     * earlier versions wrote none, and do not look for it.
     */
    static Output intent(Intent intent) {
        Map<String, Set<Key>> named = new LinkedHashMap<>(intent.keys());
        Set<String> tables = unnamed(intent.tables, named);
        Output out = new Output(EXPECTED);
        out.begin();
        out.putByte(INTENT);
        out.putCount(intent.number);
        out.putCount(intent.epoch);
        out.putByte(intent.known ? 1 : 0);
        out.putCount(tables.size());
        tables.forEach(out::putText);
        named.keySet().removeAll(tables);
        out.putCount(named.size());
        named.forEach((table, keys) -> {
            out.putText(table);
            out.putCount(keys.size());
            keys.forEach(key -> KeyCodec.put(out, key));
        });
        Session session = intent.session;
        if (session != null) {
            out.putText(session.name());
            out.putText(session.server());
            out.putCount(session.seen());
        }
        out.end();
        return out;
    }

    private static Set<String> unnamed(Set<String> whole, Map<String, Set<Key>> rows) {
        Set<String> tables = new TreeSet<>(whole);
        rows.forEach((table, keys) -> {
            for (Key key : keys) {
                if (!KeyCodec.knows(key)) {
                    tables.add(table);
                }
            }
        });
        return tables;
    }

    /** Reads an intent behind its type and number. */
    static Intent intent(Input in, Consumer<Intent> finish, long number) {
        long epoch = in.getCount();
        boolean known = in.getByte() == 1;
        Set<String> tables = new TreeSet<>();
        for (int left = in.getSize(); left > 0; left--) {
            tables.add(in.getText());
        }
        Map<String, Set<Key>> rows = new LinkedHashMap<>();
        for (int left = in.getSize(); left > 0; left--) {
            String table = in.getText();
            Set<Key> keys = new HashSet<>();
            for (int size = in.getSize(); size > 0; size--) {
                keys.add(KeyCodec.get(in));
            }
            rows.put(table, Set.copyOf(keys));
        }
        Session session = in.left() == 0 ? null : new Session(in.getText(), in.getText(), in.getCount());
        Intent intent = new Intent(finish, number, epoch, rows, Set.copyOf(tables), session);
        intent.known = known;
        return intent;
    }

    /** Writes which intents are committed, or cleared; nothing where there are none. */
    static void numbers(Output out, int type, Collection<Intent> intents) {
        if (intents.isEmpty()) {
            return;
        }
        out.begin();
        out.putByte(type);
        out.putCount(intents.size());
        long last = 0;
        for (Intent intent : intents) {
            out.putNumber(intent.number - last);
            last = intent.number;
        }
        out.end();
    }

    /** Reads the numbers behind a type. */
    static void numbers(Input in, NumberSet into) {
        long last = 0;
        for (int left = in.getSize(); left > 0; left--) {
            last += in.getNumber();
            into.add(last);
        }
    }
}
